package io.serai.camel;

import io.serai.camel.internal.Redrive;
import io.serai.delivery.InputRedriver;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInput.Form;
import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.UnitOfWorkHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Gives rejected input to its route again as if the consumer of the route had got it now: with the headers and the body
 * it came with, from the endpoint that the route is from, through all steps that the route has by now.
 *
 * <p>Nothing is acknowledged to the source, which was done when the input was kept, and nobody is answered.
 */
public final class RouteInputRedriver implements InputRedriver {

    /** The code of a redrive that a step of the route failed. */
    static final String FAILED = "failed";

    private static final int THREADS = 4;
    private static final int WAITING = 100;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final CamelContext context;
    private final ExecutorService threads;

    public RouteInputRedriver(CamelContext context) {
        this.context = context;
        ThreadPoolProfile profile = new ThreadPoolProfile("serai-redrive");
        profile.setPoolSize(THREADS);
        profile.setMaxPoolSize(THREADS);
        profile.setMaxQueueSize(WAITING);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        threads = context.getExecutorServiceManager().newThreadPool(this, "serai-redrive", profile);
    }

    @Override
    public CompletionStage<Redriven> redrive(RejectedInput input) {
        Route route = route(input);
        if (input.form() == Form.SHOWN || route.getEndpoint() instanceof SeraiEndpoint) {
            throw new RejectedInputStateException(
                    input.id(),
                    State.ONLY_SHOWN,
                    "rejected input '" + input.id() + "' is what a step of route '" + input.routeId()
                            + "' had made, not what came; have it sent again from where it came (" + input.origin()
                            + "), then discard this");
        }
        CompletableFuture<Redriven> ended = new CompletableFuture<>();
        try {
            threads.execute(() -> run(route, input, ended));
        } catch (RejectedExecutionException busy) {
            throw new StoreUnavailableException(
                    "too many redrives run, or the hub is stopping; come again soon", RETRY_AFTER, busy);
        }
        return ended;
    }

    private Route route(RejectedInput input) {
        String id = input.routeId();
        Route route = context.getRoute(id);
        if (route == null) {
            throw new RejectedInputStateException(
                    input.id(),
                    State.WITHOUT_BRIDGE,
                    "route '" + id + "', which took in rejected input '" + input.id()
                            + "', is not there any more; put it back into the routes folder, or discard the input");
        }
        if (!context.getRouteController().getRouteStatus(id).isStarted()) {
            throw new RejectedInputStateException(
                    input.id(),
                    State.WITHOUT_BRIDGE,
                    "route '" + id + "', which took in rejected input '" + input.id()
                            + "', does not run; let it start first (/actuator/health says what keeps it)");
        }
        return route;
    }

    private void run(Route route, RejectedInput input, CompletableFuture<Redriven> ended) {
        try {
            Exchange exchange = route.getEndpoint().createExchange(ExchangePattern.InOnly);
            exchange.getExchangeExtension().setFromRouteId(route.getRouteId());
            fill(exchange.getMessage(), input);
            Redrive redrive = Redrive.begin(exchange, input);
            process(route, exchange, () -> end(exchange, redrive, ended));
        } catch (Throwable failed) { // nobody else would hear of it
            ended.completeExceptionally(failed);
        }
    }

    private void fill(Message message, RejectedInput input) {
        message.setHeaders(
                context.getCamelContextExtension().getHeadersMapFactory().newMap(input.headers()));
        message.setBody(
                switch (input.form()) {
                    case NONE -> null;
                    case TEXT -> new String(input.body(), StandardCharsets.UTF_8);
                    case BYTES, SHOWN -> input.body();
                });
    }

    private void process(Route route, Exchange exchange, Runnable end) {
        AsyncProcessor steps = AsyncProcessorConverterHelper.convert(route.getProcessor());
        AtomicBoolean once = new AtomicBoolean();
        try {
            steps.process(exchange, doneSync -> {
                if (once.compareAndSet(false, true)) {
                    end.run();
                }
            });
        } catch (Throwable escaped) { // errors, as of a missing class, go past Camel's error handlers
            if (once.compareAndSet(false, true)) {
                exchange.setException(escaped);
                UnitOfWorkHelper.doneUow(exchange.getUnitOfWork(), exchange);
                context.getInflightRepository().remove(exchange, route.getRouteId());
                end.run();
            }
        }
    }

    private static void end(Exchange exchange, Redrive redrive, CompletableFuture<Redriven> ended) {
        Exception thrown = exchange.getException();
        Redriven result = redrive.end();
        Optional<StoreException> refused = refusal(thrown);
        if (refused.isPresent()) {
            ended.completeExceptionally(refused.get());
        } else if (thrown != null) {
            ended.complete(new Redriven.Rejected(FAILED, "the route failed: " + Rejections.message(thrown)));
        } else if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            ended.complete(new Redriven.Rejected(FAILED, "the route marked the exchange for rollback"));
        } else {
            ended.complete(result);
        }
    }

    /** What the store did not take this time it may take another time. */
    private static Optional<StoreException> refusal(@Nullable Throwable thrown) {
        return Stream.<Throwable>iterate(thrown, failure -> failure != null, Throwable::getCause)
                .filter(StoreException.class::isInstance)
                .map(StoreException.class::cast)
                .findFirst();
    }
}
