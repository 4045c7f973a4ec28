package io.serai.camel.internal;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;

/** The protocol behind an endpoint, whatever name its component has in the registry. */
enum Transport {
    HTTP,
    KAFKA,
    JMS,
    OTHER;

    static Transport of(Endpoint endpoint) {
        String uri = endpoint.getEndpointUri();
        int colon = uri.indexOf(':');
        Transport known = ofScheme(colon < 0 ? uri : uri.substring(0, colon));
        return known != OTHER ? known : ofClass(endpoint.getClass(), "Endpoint");
    }

    static Transport of(CamelContext context, String scheme) {
        Transport known = ofScheme(scheme);
        if (known != OTHER) {
            return known;
        }
        Component named = context.hasComponent(scheme);
        return named == null ? OTHER : ofClass(named.getClass(), "Component");
    }

    private static Transport ofScheme(String scheme) {
        return switch (scheme) {
            case "http", "https" -> HTTP;
            case "kafka" -> KAFKA;
            case "jms", "activemq", "activemq6", "amqp" -> JMS;
            default -> OTHER;
        };
    }

    /** By name, so that none of the components needs to be there. */
    private static Transport ofClass(Class<?> type, String suffix) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            String name = at.getName();
            if (name.equals("org.apache.camel.component.jms.Jms" + suffix)) {
                return JMS;
            }
            if (name.equals("org.apache.camel.component.kafka.Kafka" + suffix)) {
                return KAFKA;
            }
            if (name.equals("org.apache.camel.component.http.Http" + suffix)) {
                return HTTP;
            }
        }
        return OTHER;
    }
}
