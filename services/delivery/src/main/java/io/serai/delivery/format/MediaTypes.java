package io.serai.delivery.format;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a content type says about the bytes. */
public final class MediaTypes {

    public static final String EVENT = "application/cloudevents+json";
    public static final String BATCH = "application/cloudevents-batch+json";

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

    private MediaTypes() {}

    /** The type without parameters, in lower case. */
    public static String essence(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** The character set that the type names. */
    public static Optional<String> charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }

    /** Whether data of the type is JSON; without a type it is. */
    public static boolean isJson(String contentType) {
        String essence = essence(contentType);
        return essence.isEmpty() || essence.endsWith("/json") || essence.endsWith("+json");
    }

    public static boolean isText(String contentType) {
        String essence = essence(contentType);
        return essence.startsWith("text/") || essence.equals("application/xml") || essence.endsWith("+xml");
    }
}
