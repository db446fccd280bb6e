import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.microcred.Engine;
import org.microcred.Json;
import org.microcred.MicrocredException;

/** Describe, issue, bake, verify, stack; a bad badge refused with the reason. */
public final class Story {
    private interface Work {
        void run() throws MicrocredException;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            System.err.println("FAILED: " + what);
            System.exit(1);
        }
        System.out.println("ok  " + what);
    }

    private static <E extends MicrocredException> E refused(Class<E> kind, Work work) {
        try {
            work.run();
        } catch (MicrocredException error) {
            check(kind.isInstance(error), "refused: " + error.getMessage());
            return kind.cast(error);
        }
        throw new AssertionError("this should have been " + kind);
    }

    /** The exception as another process gets it. */
    private static MicrocredException.NotAccepted again(MicrocredException.NotAccepted error) throws Exception {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(kept)) {
            out.writeObject(error);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(kept.toByteArray()))) {
            return (MicrocredException.NotAccepted) in.readObject();
        }
    }

    /** What is no text and no JSON is refused before the library sees it. */
    private static void unwritten(Work work) throws MicrocredException {
        try {
            work.run();
        } catch (IllegalArgumentException refused) {
            check(true, "not written: " + refused.getMessage());
            return;
        }
        throw new AssertionError("this should not have been written");
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(System.getenv().getOrDefault("MICROCRED_DATA", "examples/data"));
        String described = Files.readString(data.resolve("micro-credential.json"));
        Object pathway = Json.parse(Files.readString(data.resolve("pathway.json")));
        check(Engine.info().get("abiVersion").toString().startsWith("1."), "the library says what it is");

        try (Engine engine = new Engine(Map.of("policy", "strict"))) {
            check(engine.call("self_test", Map.of()).get("passed") == Boolean.TRUE, "and works on this machine");
            check(engine.call("check", Map.of("document", described)).get("passed") == Boolean.TRUE, "what is described is complete");
            Object key = engine.keygen().get("privateKeyJwk");
            String badge = engine.issue(described, key, Map.of("carrier", "extended"));
            byte[] image = engine.bake(badge, null);
            check(Arrays.equals(engine.unbake(image), badge.getBytes(StandardCharsets.UTF_8)), "what comes out of an image is what was signed");
            check("valid".equals(engine.verify(badge).get("outcome")), "it is verified");
            Map<String, Object> shown = engine.accept(image, Map.of());
            Object titles = Json.at(Json.parse(described), "offer", "title");
            Object title = Json.at(shown, "credentialSubject", "achievement", "name");
            check(((Map<?, ?>) titles).containsValue(title), "and may be shown");
            check(new String(engine.render(badge, Map.of()), StandardCharsets.UTF_8).contains("<html"), "as a certificate too");

            Map<String, Object> stands = engine.evaluate(pathway, List.of(badge));
            check(Json.at(stands, "evaluation", "complete") == Boolean.FALSE, "it is held against a pathway");
            check(Json.at(stands, "evaluation", "way", 0, "words").toString().contains("ECTS"), "what is missing is said");

            byte[] pixel = Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
            for (byte[] form : List.of(image, engine.bake(badge, pixel))) {
                Object refused = engine.evaluate(pathway, List.of(form)).get("refused");
                check(refused == null || ((List<?>) refused).isEmpty(), "so is what is in an image");
            }

            if (((List<?>) Engine.info().get("features")).contains("cose")) {
                Map<String, Object> binary = Map.of("suite", "vc+cose");
                byte[] message = engine.issueBytes(described, key, binary);
                check("valid".equals(engine.verify(message, Map.of()).get("outcome")), "a binary message is its bytes");
                try {
                    engine.issue(described, key, binary);
                    throw new AssertionError("a binary message came as a text");
                } catch (IllegalArgumentException refused) {
                    check(true, "and no text: " + refused.getMessage());
                }
            }

            String forged = badge.replace("Green skills", "Greener skills");
            check("invalid".equals(engine.verify(forged).get("outcome")), "a forged badge is invalid");
            MicrocredException.NotAccepted unbelieved = refused(MicrocredException.NotAccepted.class,
                    () -> engine.accept(forged.getBytes(StandardCharsets.UTF_8), Map.of()));
            check("proof.signature.invalid".equals(unbelieved.code()), "for the reason in the report");
            MicrocredException.NotAccepted same = again(unbelieved);
            check(same.code().equals(unbelieved.code()) && same.report().equals(unbelieved.report()), "in another process too");
            Map<String, Object> strangers = Map.of("anchors", Map.of("anchors", List.of(Map.of("id", "did:web:other.example"))));
            MicrocredException error = refused(MicrocredException.NotAccepted.class, () -> engine.accept(image, strangers));
            check("issuer.not_anchored".equals(error.code()), "a stranger is one by the library's own word");
            unwritten(() -> engine.issue(described.replace("Ana Silva", "Ana \ud83d Silva"), key, Map.of()));
            for (Object odd : new Object[] {Instant.EPOCH, Double.NaN, Map.of(1, 2), new byte[1]}) {
                unwritten(() -> engine.verify(image, Map.of("now", odd)));
            }
            check("[\"a\",1.5,true,null]".equals(Json.write(new Object[] {"a", 1.5, true, null})), "an array is a list");
            refused(MicrocredException.Refused.class, () -> engine.render(forged, Map.of()));
            error = refused(MicrocredException.BadRequest.class,
                    () -> engine.verify(image, Map.of("policy", "loose")));
            check("/policy".equals(error.pointer()), "a bad request is told by its place");
            refused(MicrocredException.BadRequest.class, () -> new Engine(Map.of("polizy", "strict")));

            Engine gone = new Engine(Map.of());
            gone.close();
            gone.close();
            try {
                gone.verify(badge);
                throw new AssertionError("a closed engine answered");
            } catch (IllegalStateException closed) {
                check(true, "a closed engine answers nothing: " + closed.getMessage());
            }
            Thread collecting = new Thread(() -> {
                while (true) {
                    System.gc();
                }
            });
            collecting.setDaemon(true);
            collecting.start();
            for (int i = 0; i < 300; i++) {
                if (!"valid".equals(new Engine(Map.of()).verify(badge).get("outcome"))) {
                    throw new AssertionError("an engine was gone before its call was over");
                }
            }
            check(true, "an engine that nobody holds lives as long as its call");

            String out = System.getenv("MICROCRED_OUT");
            if (out != null) {
                Files.writeString(Path.of(out, "java.json"), badge);
                Files.write(Path.of(out, "java.svg"), image);
            }
        }
    }
}
