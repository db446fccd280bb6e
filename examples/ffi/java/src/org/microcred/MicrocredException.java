package org.microcred;

import java.util.List;
import java.util.Map;

/** Why something was not done: a stable code, where, and in the message what to do. */
public class MicrocredException extends Exception {
    private static final long serialVersionUID = 1;

    /** What the library told, as a text: an exception goes from process to process. */
    private final String told;

    MicrocredException(Map<String, Object> told) {
        super(words(told));
        this.told = Json.write(told);
    }

    static MicrocredException of(Map<String, Object> told) {
        return switch (String.valueOf(told.get("kind"))) {
            case "call", "request" -> new BadRequest(told);
            case "refused" -> new Refused(told);
            default -> new MicrocredException(told);
        };
    }

    private static String words(Map<String, Object> told) {
        Object pointer = told.getOrDefault("pointer", "");
        Object detail = told.getOrDefault("detail", "");
        return told.get("code") + ("".equals(pointer) ? "" : " at " + pointer) + ": " + told.get("message")
                + ("".equals(detail) ? "" : " (" + detail + ")");
    }

    /** The stable code. */
    public String code() {
        return String.valueOf(member("code"));
    }

    /** Where: a JSON Pointer. */
    public String pointer() {
        return member("pointer") instanceof String pointer ? pointer : "";
    }

    /** Everything that was found. */
    public List<?> findings() {
        return member("findings") instanceof List<?> findings ? findings : List.of();
    }

    private Object member(String name) {
        return Json.at(Json.parse(told), name);
    }

    /** The call or the request cannot be understood. */
    public static final class BadRequest extends MicrocredException {
        private static final long serialVersionUID = 1;

        BadRequest(Map<String, Object> told) {
            super(told);
        }
    }

    /** What the request is about does not allow it. */
    public static final class Refused extends MicrocredException {
        private static final long serialVersionUID = 1;

        Refused(Map<String, Object> told) {
            super(told);
        }
    }

    /** A credential that may not be believed; its report says all about it. */
    public static final class NotAccepted extends MicrocredException {
        private static final long serialVersionUID = 1;

        private final String report;

        @SuppressWarnings("unchecked")
        NotAccepted(Map<String, Object> report) {
            super((Map<String, Object>) report.get("refusal"));
            this.report = Json.write(report);
        }

        /** The report. */
        @SuppressWarnings("unchecked")
        public Map<String, Object> report() {
            return (Map<String, Object>) Json.parse(report);
        }
    }
}
