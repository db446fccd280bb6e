import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.microcred.Engine;

/** Says what each file is worth; the exit code is 1 if one is not valid. */
public final class Verify {
    public static void main(String[] files) throws Exception {
        boolean bad = false;
        try (Engine engine = new Engine(Map.of())) {
            for (String file : files) {
                Object outcome = engine.verify(Files.readAllBytes(Path.of(file)), Map.of()).get("outcome");
                System.out.println(file + ": " + outcome);
                bad |= !"valid".equals(outcome);
            }
        }
        System.exit(bad ? 1 : 0);
    }
}
