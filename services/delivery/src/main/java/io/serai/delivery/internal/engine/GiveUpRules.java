package io.serai.delivery.internal.engine;

import io.serai.delivery.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of {@code give-up-on}, read: {@code http:409}, {@code http:4xx except 404,408}, an exception's class. */
public final class GiveUpRules {

    private static final Pattern HTTP = Pattern.compile("http:([1-5])(xx|[0-9]{2})(?:\\s+except\\s+(.+))?");
    private static final Pattern CODE = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern CLASS =
            Pattern.compile("(?:[\\p{L}_$][\\p{L}\\p{N}_$]*\\.)*[\\p{L}_$][\\p{L}\\p{N}_$]*");

    private final List<Rule> rules;

    private GiveUpRules(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads the rules.
     *
     * @throws IllegalArgumentException naming the first that is none
     */
    public static GiveUpRules parse(List<String> texts) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(rule(text.strip()));
        }
        return new GiveUpRules(List.copyOf(rules));
    }

    private static Rule rule(String text) {
        Matcher http = HTTP.matcher(text);
        if (http.matches()) {
            Set<String> except = new TreeSet<>();
            for (String code :
                    http.group(3) == null ? new String[0] : http.group(3).split(",", -1)) {
                if (!CODE.matcher(code.strip()).matches()) {
                    throw mistake(text);
                }
                except.add("http:" + code.strip());
            }
            String prefix = "http:" + http.group(1) + (http.group(2).equals("xx") ? "" : http.group(2));
            return new Rule(text, prefix, true, Set.copyOf(except));
        }
        if (!text.contains(":") && CLASS.matcher(text).matches()) {
            return new Rule(text, text, false, Set.of());
        }
        throw mistake(text);
    }

    private static IllegalArgumentException mistake(String text) {
        return new IllegalArgumentException("'" + text + "' is no rule; write an exception's class name, timeout,"
                + " http:CODE, or http:4xx, which may be followed by: except 404,408");
    }

    /** The text of the first rule that says to give up. */
    Optional<String> match(Failure failure) {
        for (Rule rule : rules) {
            if (rule.match(failure)) {
                return Optional.of(rule.text);
            }
        }
        return Optional.empty();
    }

    private record Rule(String text, String cause, boolean prefix, Set<String> except) {

        boolean match(Failure failure) {
            for (String one : failure.causes()) {
                if (prefix ? one.startsWith(cause) && !except.contains(one) : one.equals(cause) || simple(one)) {
                    return true;
                }
            }
            return false;
        }

        // IllegalArgumentException means java.lang.IllegalArgumentException, and any other class of that name
        private boolean simple(String className) {
            return cause.indexOf('.') < 0 && className.endsWith("." + cause);
        }
    }
}
