package org.microcred;

import com.sun.jna.IntegerType;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What verifies and issues EC micro-credentials under one configuration. It never changes, and threads may share it. A wrapper over the C
 * ABI of microcred by JNA.
 */
public final class Engine implements AutoCloseable {
    private static final int ABI_MAJOR = 1;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Handle handle;
    private final Cleaner.Cleanable closed;

    /** The engine of the library, and the calls that are inside it: it is freed with the last of them, and asked by none after that. */
    private static final class Handle implements Runnable {
        private final Pointer engine;
        private int inside;
        private boolean isClosed;

        Handle(Pointer engine) {
            this.engine = engine;
        }

        synchronized Pointer enter() {
            if (isClosed) {
                throw new IllegalStateException("the engine is closed");
            }
            inside++;
            return engine;
        }

        synchronized void leave() {
            inside--;
            if (isClosed && inside == 0) {
                Loaded.LIBRARY.microcred_engine_free(engine);
            }
        }

        /** Closes it. */
        @Override
        public synchronized void run() {
            if (!isClosed) {
                isClosed = true;
                if (inside == 0) {
                    Loaded.LIBRARY.microcred_engine_free(engine);
                }
            }
        }
    }

    /** A length. */
    public static final class Size extends IntegerType {
        private static final long serialVersionUID = 1;

        public Size() {
            this(0);
        }

        public Size(long value) {
            super(Native.SIZE_T_SIZE, value, true);
        }
    }

    /** The functions of the library. */
    public interface Functions extends Library {
        int microcred_abi_version();

        Pointer microcred_buffer_data(Pointer buffer);

        Size microcred_buffer_length(Pointer buffer);

        int microcred_buffer_free(Pointer buffer);

        int microcred_engine_new(byte[] configuration, Size length, PointerByReference out, PointerByReference err);

        int microcred_engine_free(Pointer engine);

        int microcred_info(PointerByReference out, PointerByReference err);

        int microcred_call(Pointer engine, byte[] operation, Size operationLength, byte[] request, Size requestLength,
                PointerByReference out, PointerByReference err);

        int microcred_verify(Pointer engine, byte[] document, Size documentLength, byte[] options, Size optionsLength,
                PointerByReference out, PointerByReference err);

        int microcred_issue(Pointer engine, byte[] document, Size documentLength, byte[] options, Size optionsLength,
                PointerByReference out, PointerByReference err);

        int microcred_render(Pointer engine, byte[] document, Size documentLength, byte[] options, Size optionsLength,
                PointerByReference out, PointerByReference err);

        int microcred_bake(Pointer engine, byte[] image, Size imageLength, byte[] document, Size documentLength,
                byte[] options, Size optionsLength, PointerByReference out, PointerByReference err);

        int microcred_unbake(Pointer engine, byte[] image, Size imageLength, PointerByReference out,
                PointerByReference err);
    }

    private static final class Loaded {
        static final Functions LIBRARY = load();

        private static Functions load() {
            String place = System.getenv().getOrDefault("MICROCRED_LIBRARY", "microcred");
            Functions library = Native.load(place, Functions.class);
            int found = library.microcred_abi_version() >>> 16;
            if (found != ABI_MAJOR) {
                throw new UnsatisfiedLinkError("the library has ABI " + found + ", and this wrapper wants " + ABI_MAJOR);
            }
            return library;
        }
    }

    private interface Call {
        int with(PointerByReference out, PointerByReference err);
    }

    private interface CallOf {
        int with(Pointer engine, PointerByReference out, PointerByReference err);
    }

    /** An engine with the settings of a configuration: policy, anchors, resources, contexts, limits. */
    public Engine(Map<String, ?> configuration) throws MicrocredException {
        byte[] text = bytes(Json.write(configuration));
        handle = new Handle(ask((out, err) -> Loaded.LIBRARY.microcred_engine_new(text, size(text), out, err)));
        closed = CLEANER.register(this, handle);
    }

    /** What the library is: versions, features, operations, contexts. */
    public static Map<String, Object> info() throws MicrocredException {
        return object(taken(ask((out, err) -> Loaded.LIBRARY.microcred_info(out, err))));
    }

    /** Frees the engine once no call is inside it; whoever asks it after that gets an IllegalStateException. */
    @Override
    public void close() {
        closed.clean();
    }

    /** Any operation by its name. */
    public Map<String, Object> call(String operation, Map<String, ?> request) throws MicrocredException {
        byte[] name = bytes(operation);
        byte[] text = bytes(Json.write(request));
        return object(made(
                (engine, out, err) -> Loaded.LIBRARY.microcred_call(engine, name, size(name), text, size(text), out, err)));
    }

    /** A new key: keep {@code privateKeyJwk} secret. */
    public Map<String, Object> keygen() throws MicrocredException {
        return call("keygen", Map.of());
    }

    /**
     * Signs a micro-credential or an unsigned credential: the exact text that was signed. Keep it as it is. A binary message (vc+cose) is no
     * text and is not decoded: IllegalArgumentException; issueBytes makes those.
     */
    public String issue(String document, Object key, Map<String, ?> options) throws MicrocredException {
        try {
            return strictly(issueBytes(document, key, options));
        } catch (CharacterCodingException binary) {
            throw new IllegalArgumentException("this suite makes a binary message: take its bytes from issueBytes", binary);
        }
    }

    /** The same as the bytes to keep: a text in UTF-8, or a binary message. */
    public byte[] issueBytes(String document, Object key, Map<String, ?> options) throws MicrocredException {
        Map<String, Object> all = new HashMap<>(options);
        all.put("key", key);
        byte[] text = bytes(document);
        byte[] more = bytes(Json.write(all));
        return made((engine, out, err) -> Loaded.LIBRARY.microcred_issue(engine, text, size(text), more, size(more), out, err));
    }

    /** The report on a credential, token, presentation or image. A bad badge is a report, not an exception. */
    public Map<String, Object> verify(byte[] document, Map<String, ?> options) throws MicrocredException {
        byte[] more = bytes(Json.write(options));
        return object(made(
                (engine, out, err) -> Loaded.LIBRARY.microcred_verify(engine, document, size(document), more, size(more), out, err)));
    }

    /** The same for a text. */
    public Map<String, Object> verify(String document) throws MicrocredException {
        return verify(bytes(document), Map.of());
    }

    /** What may be shown as fact of a credential; NotAccepted with the reason if it may not be believed. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> accept(byte[] document, Map<String, ?> options) throws MicrocredException {
        Map<String, Object> report = verify(document, options);
        if (!(report.get("verified") instanceof Map<?, ?> verified)) {
            throw new MicrocredException.NotAccepted(report);
        }
        return (Map<String, Object>) verified;
    }

    /** A certificate, a badge image or a report to look at: a text in UTF-8, or a PDF or PNG. */
    public byte[] render(String document, Map<String, ?> options) throws MicrocredException {
        byte[] text = bytes(document);
        byte[] more = bytes(Json.write(options));
        return made((engine, out, err) -> Loaded.LIBRARY.microcred_render(engine, text, size(text), more, size(more), out, err));
    }

    /** The image with the credential in it; without one (null), it is drawn. */
    public byte[] bake(String document, byte[] image) throws MicrocredException {
        byte[] text = bytes(document);
        byte[] pixels = image == null ? new byte[0] : image;
        byte[] none = bytes("{}");
        return made(
                (engine, out, err) -> Loaded.LIBRARY.microcred_bake(engine, pixels, size(pixels), text, size(text), none, size(none), out, err));
    }

    /** The credential in an image, byte for byte. Nothing is verified. */
    public byte[] unbake(byte[] image) throws MicrocredException {
        return made((engine, out, err) -> Loaded.LIBRARY.microcred_unbake(engine, image, size(image), out, err));
    }

    /**
     * Where a learner stands on a pathway. Each credential is verified first: a text or its JSON, or the bytes of a text, an image or a
     * binary message.
     */
    public Map<String, Object> evaluate(Object pathway, List<?> credentials) throws MicrocredException {
        List<Object> inJson = new ArrayList<>();
        for (Object credential : credentials) {
            inJson.add(credential instanceof byte[] bytes ? inJson(bytes) : credential);
        }
        return call("stack_evaluate", Map.of("pathway", pathway, "credentials", inJson));
    }

    /** As it stands in JSON: the credential in a PNG, and a binary message in an envelope. */
    private Object inJson(byte[] credential) throws MicrocredException {
        if (credential.length > 4 && credential[0] == (byte) 0x89 && credential[1] == 'P') {
            return inJson(unbake(credential));
        }
        try {
            return strictly(credential);
        } catch (CharacterCodingException binary) {
            return Map.of(
                    "@context", "https://www.w3.org/ns/credentials/v2",
                    "type", "EnvelopedVerifiableCredential",
                    "id", "data:application/vc+cose;base64," + Base64.getEncoder().encodeToString(credential));
        }
    }

    /** What the engine makes in a call. An object may be collected while a method of it runs, so it is held until the call is over. */
    private byte[] made(CallOf call) throws MicrocredException {
        Pointer engine = handle.enter();
        try {
            return taken(ask((out, err) -> call.with(engine, out, err)));
        } finally {
            handle.leave();
            Reference.reachabilityFence(this);
        }
    }

    private static Pointer ask(Call call) throws MicrocredException {
        PointerByReference out = new PointerByReference();
        PointerByReference err = new PointerByReference();
        int status = call.with(out, err);
        if (status == 0) {
            return out.getValue();
        }
        throw MicrocredException.of(
                err.getValue() == null ? Map.of("status", status, "code", "internal") : object(taken(err.getValue())));
    }

    private static byte[] taken(Pointer buffer) {
        try {
            int length = Loaded.LIBRARY.microcred_buffer_length(buffer).intValue();
            return length == 0 ? new byte[0] : Loaded.LIBRARY.microcred_buffer_data(buffer).getByteArray(0, length);
        } finally {
            Loaded.LIBRARY.microcred_buffer_free(buffer);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(byte[] json) {
        return (Map<String, Object>) Json.parse(text(json));
    }

    /** In UTF-8, which has no half of a character: what is signed is what was given, or nothing is. */
    private static byte[] bytes(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException half) {
            throw new IllegalArgumentException("this is no text: it has one half of a surrogate pair without the other", half);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The text, if it is one. */
    private static String strictly(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static Size size(byte[] bytes) {
        return new Size(bytes.length);
    }
}
