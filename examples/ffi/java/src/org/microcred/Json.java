package org.microcred;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much JSON as the wrapper needs, for hosts that have no library for it: maps, lists, strings, numbers, booleans, null. */
public final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a text. */
    public static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.blank();
        if (json.at != text.length()) {
            throw json.unlike("the end");
        }
        return value;
    }

    /** The member below, by its path; null if there is none. */
    public static Object at(Object value, Object... path) {
        for (Object step : path) {
            if (value instanceof Map<?, ?> map) {
                value = map.get(step);
            } else if (value instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                value = list.get(index);
            } else {
                return null;
            }
        }
        return value;
    }

    /** Writes a value. What JSON has no form for, such as a moment or not a number, is an IllegalArgumentException. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            String comma = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(comma);
                if (!(entry.getKey() instanceof CharSequence name)) {
                    throw new IllegalArgumentException("the name of a member is a text, not " + kind(entry.getKey()));
                }
                write(name, out);
                out.append(':');
                write(entry.getValue(), out);
                comma = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> items) {
            String comma = "[";
            for (Object item : items) {
                out.append(comma);
                write(item, out);
                comma = ",";
            }
            out.append(comma.equals("[") ? "[]" : "]");
        } else if (value instanceof CharSequence string) {
            out.append('"');
            for (int i = 0; i < string.length(); i++) {
                char c = string.charAt(i);
                if (c == '"' || c == '\\') {
                    out.append('\\').append(c);
                } else if (c < 0x20) {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            out.append('"');
        } else if (value instanceof Object[] items) {
            write(Arrays.asList(items), out);
        } else if (value == null || value instanceof Boolean || isNumber(value)) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("JSON has no form for " + kind(value) + ": give a text, a number, a map or a list");
        }
    }

    /** Whether it is written as a number of JSON. */
    private static boolean isNumber(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Double.isFinite(((Number) value).doubleValue());
        }
        return value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long
                || value instanceof BigInteger || value instanceof BigDecimal;
    }

    private static String kind(Object value) {
        return value == null ? "null" : value instanceof Number ? value.getClass().getName() + " " + value : value.getClass().getName();
    }

    private IllegalArgumentException unlike(String expected) {
        return new IllegalArgumentException("not JSON at " + at + ": " + expected + " is expected");
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean next(char c) {
        blank();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private Object value() {
        blank();
        if (at >= text.length()) {
            throw unlike("a value");
        }
        char c = text.charAt(at);
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (c == '"') {
            return string();
        }
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> number(word);
        };
    }

    private Number number(String word) {
        try {
            return word.matches("-?[0-9]{1,18}") ? (Number) Long.valueOf(word) : (Number) new BigDecimal(word);
        } catch (NumberFormatException error) {
            throw unlike("a number");
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        if (next('}')) {
            return members;
        }
        do {
            blank();
            String name = string();
            if (!next(':')) {
                throw unlike("a colon");
            }
            members.put(name, value());
        } while (next(','));
        if (!next('}')) {
            throw unlike("a brace");
        }
        return members;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        at++;
        if (next(']')) {
            return items;
        }
        do {
            items.add(value());
        } while (next(','));
        if (!next(']')) {
            throw unlike("a bracket");
        }
        return items;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        if (at >= text.length() || text.charAt(at) != '"') {
            throw unlike("a string");
        }
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (++at >= text.length()) {
                break;
            }
            c = text.charAt(at);
            int simple = "bfnrt".indexOf(c);
            if (c == 'u' && at + 4 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                out.append(simple < 0 ? c : "\b\f\n\r\t".charAt(simple));
            }
        }
        throw unlike("the end of a string");
    }
}
