package io.serai.hub.http;

import java.util.Locale;

/** What a content type says about the bytes. */
final class MediaTypes {

    static final String EVENT = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    private MediaTypes() {}

    /** The type without parameters, in lower case. */
    static String essence(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** Whether data of the type is JSON; without a type it is. */
    static boolean isJson(String contentType) {
        String essence = essence(contentType);
        return essence.isEmpty() || essence.endsWith("/json") || essence.endsWith("+json");
    }

    static boolean isText(String contentType) {
        String essence = essence(contentType);
        return essence.startsWith("text/") || essence.equals("application/xml") || essence.endsWith("+xml");
    }
}
