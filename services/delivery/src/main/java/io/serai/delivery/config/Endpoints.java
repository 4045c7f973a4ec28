package io.serai.delivery.config;

import java.util.regex.Pattern;

/** Whether a text can be a Camel endpoint at all; Camel says more when it makes it. */
final class Endpoints {

    private static final Pattern ENDPOINT = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.+");

    private Endpoints() {}

    static String check(String what, Value value) {
        String text = value.asText(what);
        if (!ENDPOINT.matcher(text).matches()) {
            throw value.mistake(
                    what + " must be a Camel endpoint such as http://billing:8080/charges, was '" + text + "'");
        }
        return text;
    }
}
