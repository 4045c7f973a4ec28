package io.serai.camel;

import java.util.Optional;

/** What an endpoint does: the part of its URI after the scheme. */
record Operation(Kind kind, Optional<String> name) {

    /** The operations there are. */
    enum Kind {
        PUBLISH,
        SUBSCRIBE
    }

    static Operation parse(String remaining) {
        int slash = remaining.indexOf('/');
        String word = slash < 0 ? remaining : remaining.substring(0, slash);
        Optional<String> name = slash < 0 || slash == remaining.length() - 1
                ? Optional.empty()
                : Optional.of(remaining.substring(slash + 1));
        switch (word) {
            case "publish" -> {
                if (name.isPresent()) {
                    throw new IllegalArgumentException("serai:publish takes no name, was '" + name.get()
                            + "'; give type, source and subject as parameters");
                }
                return new Operation(Kind.PUBLISH, name);
            }
            case "subscribe" -> {
                if (name.isEmpty()) {
                    throw new IllegalArgumentException(
                            "serai:subscribe needs the name of the subscription: serai:subscribe/NAME");
                }
                return new Operation(Kind.SUBSCRIBE, name);
            }
            default ->
                throw new IllegalArgumentException(
                        "serai: has no operation '" + word + "'; there are serai:publish and serai:subscribe/NAME");
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT)
                + name.map(n -> "/" + n).orElse("");
    }
}
