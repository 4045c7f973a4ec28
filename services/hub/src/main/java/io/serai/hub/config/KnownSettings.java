package io.serai.hub.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names that records of settings give to properties. */
final class KnownSettings {

    private final SortedSet<String> names = new TreeSet<>();
    private final SortedSet<String> maps = new TreeSet<>();

    /** Adds what a record binds below a prefix. Of what is no record nothing is known: all below it is taken. */
    void add(String prefix, Class<?> type) {
        if (!type.isRecord()) {
            maps.add(prefix);
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + dashed(component.getName());
            if (component.getType().isRecord()) {
                add(name, component.getType());
            } else if (many(component.getGenericType())) {
                maps.add(name);
            } else {
                names.add(name);
            }
        }
    }

    private static boolean many(Type type) {
        Type raw = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
        return raw instanceof Class<?> plain
                && (Map.class.isAssignableFrom(plain) || Collection.class.isAssignableFrom(plain) || plain.isArray());
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** In any spelling that Spring understands: {@code dataDir}, {@code data-dir}, {@code data_dir}. */
    boolean knows(String name) {
        String wanted = uniform(name);
        return names.stream().map(KnownSettings::uniform).anyMatch(wanted::equals)
                || maps.stream()
                        .map(KnownSettings::uniform)
                        .anyMatch(map ->
                                wanted.equals(map) || wanted.startsWith(map + ".") || wanted.startsWith(map + "["));
    }

    /** An environment variable, in which nothing tells a dot from a dash or a word's end. */
    boolean knowsVariable(String name) {
        String wanted = letters(name);
        return names.stream().map(KnownSettings::letters).anyMatch(wanted::equals)
                || maps.stream().map(KnownSettings::letters).anyMatch(wanted::startsWith);
    }

    private static String letters(String name) {
        return uniform(name).replace(".", "");
    }

    private static String uniform(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** The known name with the same last part, or else that which takes the fewest changes of a letter. */
    Optional<String> nearest(String name) {
        SortedSet<String> all = new TreeSet<>(names);
        all.addAll(maps);
        return all.stream()
                .min(Comparator.comparing((String known) -> !last(known).equals(last(name)))
                        .thenComparing(known -> changes(uniform(name), uniform(known))));
    }

    private static String last(String name) {
        String uniform = uniform(name);
        return uniform.substring(uniform.lastIndexOf('.') + 1);
    }

    /** Letters to put in, take out or change. */
    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
