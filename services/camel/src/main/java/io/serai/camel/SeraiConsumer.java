package io.serai.camel;

import io.cloudevents.CloudEvent;
import io.serai.camel.internal.DerivedId;
import io.serai.camel.internal.EventHeaders;
import io.serai.camel.internal.Failures;
import io.serai.camel.internal.HandledEvent;
import io.serai.camel.internal.RouteReply;
import io.serai.delivery.Attempt;
import io.serai.delivery.Deliveries;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.store.StoredEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the route of a subscription, once for each attempt. The attempt succeeds when the route ends without exception;
 * a route that handles an exception itself has delivered. Retries are the subscription's, not Camel's.
 */
class SeraiConsumer extends DefaultConsumer implements DeliveryTarget, Suspendable, ShutdownAware {

    private final SeraiEndpoint endpoint;
    private final AtomicInteger running = new AtomicInteger();
    private @Nullable ExecutorService threads;
    private Deliveries.@Nullable Registration registration;

    SeraiConsumer(SeraiEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Subscription subscription =
                new SubscriptionOfRoute(endpoint, endpoint.hub().definitions(), getRouteId()).resolve();
        // as many as the policy lets run at once
        threads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newCachedThreadPool(this, "serai-" + subscription.name());
        registration = endpoint.hub().deliveries().subscribe(subscription, this);
        if (HealthCheckHelper.getHealthCheckRepository(
                        endpoint.getCamelContext(), "consumers", HealthCheckRepository.class)
                != null) {
            SeraiConsumerHealthCheck check = new SeraiConsumerHealthCheck(this, getRouteId());
            check.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
            setHealthCheck(check);
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        if (registration != null) {
            registration.suspend();
        }
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        if (registration != null) {
            registration.resume();
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (registration != null) {
            registration.close();
            registration = null;
        }
        setHealthCheck(null);
        if (threads != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdown(threads);
            threads = null;
        }
        super.doStop();
    }

    @Override
    public CompletionStage<Outcome> deliver(Attempt attempt) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        ExecutorService runner = threads;
        if (runner == null) {
            throw new RejectedExecutionException("route '" + getRouteId() + "' is stopped");
        }
        running.incrementAndGet();
        try {
            runner.execute(() -> route(attempt, outcome));
        } catch (RuntimeException notStarted) {
            running.decrementAndGet();
            throw notStarted;
        }
        return outcome;
    }

    private void route(Attempt attempt, CompletableFuture<Outcome> outcome) {
        Exchange exchange;
        try {
            exchange = createExchange(false);
            fill(exchange, attempt);
        } catch (Throwable failed) {
            running.decrementAndGet();
            outcome.completeExceptionally(failed);
            return;
        }
        AtomicBoolean ended = new AtomicBoolean();
        try {
            getAsyncProcessor().process(exchange, doneSync -> {
                if (ended.compareAndSet(false, true)) {
                    end(exchange, outcome);
                }
            });
        } catch (Throwable escaped) { // errors, as of a missing class, go past Camel's error handlers
            if (ended.compareAndSet(false, true)) {
                exchange.setException(escaped);
                doneUoW(exchange);
                endpoint.getCamelContext().getInflightRepository().remove(exchange, getRouteId());
                end(exchange, outcome);
            }
        }
    }

    /** Nothing thrown in here would be heard of by anybody. */
    private void end(Exchange exchange, CompletableFuture<Outcome> outcome) {
        try {
            outcome.complete(outcomeOf(exchange));
        } catch (Throwable failed) {
            outcome.completeExceptionally(failed);
        } finally {
            running.decrementAndGet();
            releaseExchange(exchange, false);
        }
    }

    private void fill(Exchange exchange, Attempt attempt) {
        StoredEvent stored = attempt.event();
        CloudEvent event = stored.event();
        Map<String, Object> headers = new HashMap<>(EventHeaders.of(event));
        headers.put(SeraiConstants.POSITION, stored.position().toString());
        headers.put(SeraiConstants.RECORDED_TIME, stored.recordedTime().toString());
        headers.put(SeraiConstants.KEY, stored.key());
        headers.put(SeraiConstants.SUBSCRIPTION, attempt.subscription());
        headers.put(SeraiConstants.ATTEMPT, attempt.number());
        headers.put(SeraiConstants.INCARNATION, attempt.incarnation());
        headers.put(SeraiConstants.REPLAY, attempt.replay());
        headers.put(SeraiConstants.DEADLINE, attempt.deadline().toString());
        headers.put(SeraiConstants.IDEMPOTENCY_KEY, attempt.idempotencyKey());
        putExtension(headers, SeraiConstants.CORRELATION_ID, event, "correlationid");
        putExtension(headers, SeraiConstants.CAUSATION_ID, event, "causationid");
        exchange.getMessage().setHeaders(headers);
        exchange.getMessage()
                .setBody(event.getData() == null ? null : event.getData().toBytes());
        new HandledEvent(attempt, headers, endpoint.getBinding(), endpoint.isReply()).putInto(exchange);
        DerivedId.countIn(exchange);
    }

    private static void putExtension(Map<String, Object> headers, String header, CloudEvent event, String extension) {
        Object value = event.getExtension(extension);
        if (value != null) {
            headers.put(header, value.toString());
        }
    }

    private Outcome outcomeOf(Exchange exchange) {
        Exception thrown = exchange.getException();
        if (thrown != null) {
            Failures.throwOutOfMemory(thrown);
            return Outcome.failed(Failures.of(thrown, Instant.now()));
        }
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            return Outcome.failed(Failure.of(new RollbackException(getRouteId())));
        }
        return new Outcome.Delivered(endpoint.isReply() ? RouteReply.of(exchange) : Optional.empty());
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false; // no attempt is started once suspended; those running are waited for
    }

    @Override
    public int getPendingExchangesSize() {
        return running.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing to prepare
    }

    /** The state of the subscription, once started. */
    Optional<SubscriptionState> state() {
        return endpoint.hub().deliveries().subscriptionHere(endpoint.subscriptionName());
    }

    /** Whether the first cursors are durable. */
    boolean ready() {
        Deliveries.Registration now = registration;
        return now != null && now.ready().isDone() && !now.ready().isCompletedExceptionally();
    }

    /** A route that marked its exchange as rolled back. */
    private static final class RollbackException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RollbackException(String routeId) {
            super("route '" + routeId + "' marked the exchange for rollback");
        }
    }
}
