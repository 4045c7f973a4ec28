package io.serai.test.internal;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Stands in for the component of a system outside: what is sent goes to a mock endpoint, and a route that listens gets
 * what the test lets arrive.
 */
public final class OutsideComponent extends DefaultComponent {

    OutsideComponent(CamelContext context) {
        super(context);
        setAutowiredEnabled(false); // Camel would do it as to the component whose name this one goes by
    }

    /** The address of the mock for an address outside; parameters do not count. */
    public static String mockOf(String uri) {
        int query = uri.indexOf('?');
        return "mock:" + (query < 0 ? uri : uri.substring(0, query)).replaceFirst("://", ":");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        parameters.clear(); // they are the real component's to check
        return new OutsideEndpoint(uri, this);
    }

    private static final class OutsideEndpoint extends DefaultEndpoint {

        OutsideEndpoint(String uri, OutsideComponent component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() throws Exception {
            return getCamelContext()
                    .getEndpoint(mockOf(getEndpointUri()), MockEndpoint.class)
                    .createProducer();
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            DefaultConsumer consumer = new DefaultConsumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }

        @Override
        public boolean isLenientProperties() {
            return true;
        }

        @Override
        protected String createEndpointUri() {
            return getEndpointUri();
        }
    }
}
