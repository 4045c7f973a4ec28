package io.serai.hub.http;

import io.cloudevents.SpecVersion;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the specification says of attributes and the builder of the CloudEvents SDK does not check. */
final class Attributes {

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$&^_.+\\w-]+/[!#$&^_.+\\w-]+\\s*(;.*)?");

    private Attributes() {}

    /** What is wrong with the text of an attribute; empty where nothing is. */
    static Optional<String> mistake(String name, String value) {
        if (value.isEmpty() && SpecVersion.V1.getAllAttributes().contains(name)) {
            return Optional.of("must not be empty; leave it out instead");
        }
        return switch (name) {
            case "time" -> says(RFC_3339, value, "must be a time such as 2026-11-22T10:00:00Z, was '" + value + "'");
            case "datacontenttype" ->
                says(MEDIA_TYPE, value, "must be a media type such as application/json, was '" + value + "'");
            default -> Optional.empty();
        };
    }

    private static Optional<String> says(Pattern pattern, String value, String wrong) {
        return pattern.matcher(value).matches() ? Optional.empty() : Optional.of(wrong);
    }
}
