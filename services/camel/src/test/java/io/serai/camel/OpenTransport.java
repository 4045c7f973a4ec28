package io.serai.camel;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** A transport without any header filter, under whatever name it is given; the test says what arrives. */
final class OpenTransport extends DefaultComponent {

    private final Map<String, DefaultConsumer> consumers = new HashMap<>();

    OpenTransport() {
        setAutowiredEnabled(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                DefaultConsumer consumer = new DefaultConsumer(this, processor);
                consumers.put(remaining, consumer);
                return consumer;
            }
        };
    }

    /** At the only route that is from here. */
    Exchange arrive(Object body, Map<String, Object> headers) throws Exception {
        return arrive(consumers.keySet().iterator().next(), body, headers);
    }

    Exchange arrive(String from, Object body, Map<String, Object> headers) throws Exception {
        DefaultConsumer consumer = consumers.get(from);
        Exchange exchange = consumer.createExchange(true);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        consumer.getProcessor().process(exchange);
        return exchange;
    }
}
