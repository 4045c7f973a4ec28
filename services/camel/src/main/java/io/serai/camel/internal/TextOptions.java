package io.serai.camel.internal;

import io.serai.camel.SeraiEndpointUriFactory;
import java.util.Set;
import org.apache.camel.spi.EndpointUriFactory;

/**
 * Builds the URIs of {@code serai:} endpoints that are declared with a map of parameters, as YAML routes do. Filters and
 * Simple expressions go in as {@code RAW(...)}, or else {@code + % & # ?} in them would be read as parts of the URI.
 */
public final class TextOptions extends SeraiEndpointUriFactory implements EndpointUriFactory {

    private static final Set<String> TEXT = Set.of(
            "type",
            "source",
            "subject",
            "id",
            "partitionkey",
            "correlationid",
            "causationid",
            "time",
            "datacontenttype",
            "dataschema",
            "types",
            "filter",
            "start");

    /** Camel asks for secrets and writes them raw. */
    @Override
    public Set<String> secretPropertyNames() {
        return TEXT;
    }
}
