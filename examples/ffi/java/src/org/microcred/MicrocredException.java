package org.microcred;

import java.util.List;
import java.util.Map;

/** Why something was not done: a stable code, where, and in the message what to do. */
public class MicrocredException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Map<String, Object> told;

    MicrocredException(Map<String, Object> told) {
        super(words(told));
        this.told = told;
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
        return String.valueOf(told.get("code"));
    }

    /** Where: a JSON Pointer. */
    public String pointer() {
        return String.valueOf(told.getOrDefault("pointer", ""));
    }

    /** Everything that was found. */
    public List<?> findings() {
        return told.get("findings") instanceof List<?> findings ? findings : List.of();
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

        private final transient Map<String, Object> report;

        NotAccepted(Map<String, Object> report) {
            super(cause(report));
            this.report = report;
        }

        /** The report. */
        public Map<String, Object> report() {
            return report;
        }

        private static Map<String, Object> cause(Map<String, Object> report) {
            Object code = Json.at(report, "primary", "code");
            if (report.get("checks") instanceof List<?> checks) {
                for (Object check : checks) {
                    if (code != null && code.equals(Json.at(check, "code"))) {
                        @SuppressWarnings("unchecked")
                        Map<String, Object> told = (Map<String, Object>) check;
                        return told;
                    }
                }
            }
            return Map.of("code", "issuer.trust", "message", "The issuer is known as " + report.get("trust") + " only.");
        }
    }
}
