package io.serai.camel.internal;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Around each {@code to} of a route. Where a subscription's event is sent to http, kafka, jms or amqp:
 *
 * <ol>
 *   <li>before, the message becomes the event in the CloudEvents binding of that protocol ({@link BoundMessage});
 *   <li>after, the headers that were added are taken away and those that were hidden come back, so that the next step
 *       of the route sees what it would have seen.
 * </ol>
 */
public final class BindingInterceptor implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) throws Exception {
        if (definition instanceof SendDefinition<?> to) {
            String uri = EndpointHelper.resolveEndpointUriPropertyPlaceholders(context, to.getEndpointUri());
            return new BindingProcessor(target, context, exchange -> uri);
        }
        if (definition instanceof ToDynamicDefinition to) {
            return new BindingProcessor(target, context, dynamicUri(context, to));
        }
        return target;
    }

    private static Address dynamicUri(CamelContext context, ToDynamicDefinition to) {
        if (to.getEndpointProducerBuilder() != null || to.getUri() == null) {
            return exchange -> "";
        }
        String uri = EndpointHelper.resolveEndpointUriPropertyPlaceholders(context, to.getUri());
        int colon = uri.indexOf(':');
        int dynamic = uri.indexOf("${");
        if (dynamic < 0 || colon >= 0 && colon < dynamic) {
            return exchange -> uri;
        }
        Expression expression = context.resolveLanguage("simple").createExpression(uri);
        expression.init(context);
        return exchange -> {
            String evaluated = expression.evaluate(exchange, String.class);
            return evaluated == null ? "" : evaluated;
        };
    }

    /** Where a message goes. */
    @FunctionalInterface
    private interface Address {
        String of(Exchange exchange);
    }

    private static final class BindingProcessor extends DelegateAsyncProcessor {

        private final CamelContext context;
        private final Address address;

        BindingProcessor(Processor target, CamelContext context, Address address) {
            super(target);
            this.context = context;
            this.address = address;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Optional<HandledEvent> handled = HandledEvent.of(exchange);
            if (handled.isEmpty()) {
                return super.process(exchange, callback);
            }
            Optional<Spelling> spelling;
            Map<String, Object> hidden;
            BoundMessage bound;
            try {
                spelling = spelling(exchange);
                if (spelling.isEmpty()) {
                    return super.process(exchange, callback);
                }
                Message message = exchange.getMessage();
                bound = BoundMessage.of(message, handled.get(), spelling.get());
                hidden = bound.putInto(message);
            } catch (RuntimeException failed) {
                exchange.setException(failed);
                callback.done(true);
                return true;
            }
            return super.process(exchange, doneSync -> {
                try {
                    bound.takeFrom(exchange.getMessage(), hidden);
                } finally {
                    callback.done(doneSync);
                }
            });
        }

        private Optional<Spelling> spelling(Exchange exchange) {
            String uri = address.of(exchange);
            int colon = uri.indexOf(':');
            return switch (Transport.of(context, colon < 0 ? uri : uri.substring(0, colon))) {
                case HTTP -> Optional.of(Spelling.HTTP);
                case KAFKA -> Optional.of(Spelling.KAFKA);
                case JMS -> Optional.of(Spelling.JMS);
                case OTHER -> Optional.empty();
            };
        }
    }
}
