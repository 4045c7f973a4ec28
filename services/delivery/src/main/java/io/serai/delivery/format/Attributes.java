package io.serai.delivery.format;

import io.cloudevents.SpecVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the specification says of attributes; the builder of the CloudEvents SDK checks less. */
public final class Attributes {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$&^_.+\\w-]+/[!#$&^_.+\\w-]+\\s*(;.*)?");
    private static final int SHOWN = 100;

    private Attributes() {}

    /** What is wrong with the name of an attribute; empty where nothing is. */
    public static Optional<String> nameMistake(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("is no name of an attribute; one has lower-case letters and digits only");
        }
        return name.equals("data")
                ? Optional.of("is no name of an attribute; it is what the data is called")
                : Optional.empty();
    }

    /** What is wrong with the text of an attribute; empty where nothing is. */
    public static Optional<String> mistake(String name, String value) {
        if (value.isEmpty() && SpecVersion.V1.getAllAttributes().contains(name)) {
            return Optional.of(
                    SpecVersion.V1.getMandatoryAttributes().contains(name)
                            ? "must not be empty"
                            : "must not be empty; leave it out instead");
        }
        int odd = firstNotAllowed(value);
        if (odd >= 0) {
            return Optional.of(String.format(
                    "has U+%04X at character %d, which CloudEvents forbids in attributes; leave it out or put it into"
                            + " the data",
                    value.codePointAt(odd), value.codePointCount(0, odd) + 1));
        }
        return switch (name) {
            case "time" -> says(isTime(value), "must be a time such as 2026-11-22T10:00:00Z", value);
            case "datacontenttype" ->
                says(MEDIA_TYPE.matcher(value).matches(), "must be a media type such as application/json", value);
            case "source" ->
                says(uri(value).isPresent(), "must be a URI reference such as /shop/orders or urn:shop", value);
            case "dataschema" ->
                says(
                        uri(value).filter(URI::isAbsolute).isPresent(),
                        "must be an absolute URI such as https://example.com/order.json",
                        value);
            default -> Optional.empty();
        };
    }

    /** The index of the first control character, half of a surrogate pair, or code point that is no character. */
    private static int firstNotAllowed(String value) {
        for (int i = 0; i < value.length(); ) {
            int point = value.codePointAt(i);
            boolean noCharacter = (point & 0xfffe) == 0xfffe || point >= 0xfdd0 && point <= 0xfdef;
            if (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE || noCharacter) {
                return i;
            }
            i += Character.charCount(point);
        }
        return -1;
    }

    private static boolean isTime(String value) {
        if (!RFC_3339.matcher(value).matches()) {
            return false;
        }
        try {
            OffsetDateTime.parse(value);
            return true;
        } catch (DateTimeException noSuchTime) {
            return false;
        }
    }

    private static Optional<URI> uri(String value) {
        try {
            return Optional.of(new URI(value));
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    private static Optional<String> says(boolean right, String wrong, String value) {
        return right ? Optional.empty() : Optional.of(wrong + ", was '" + shown(value) + "'");
    }

    /** A value of a sender, cut to what fits a message. */
    public static String shown(String value) {
        return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
    }
}
