package io.serai.camel;

import io.serai.camel.internal.DerivedId;
import io.serai.camel.internal.HandledEvent;
import io.serai.camel.internal.Redrive;
import io.serai.delivery.EventHub;
import io.serai.delivery.TooManyHopsException;
import io.serai.store.Appended;
import io.serai.store.ConflictException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Appends the event that a message is made into. The exchange goes on when the event is durable; or when the message
 * can never become an event and is kept as rejected input. When the store cannot take it now, a broker that brought it is
 * held ({@link PatientPublish}); else the exchange fails, so that the source is not acknowledged.
 */
class SeraiProducer extends DefaultAsyncProducer {

    private final SeraiEndpoint endpoint;
    private @Nullable EventOfMessage events;

    SeraiProducer(SeraiEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        endpoint.hub();
        events = new EventOfMessage(endpoint);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Supplier<CompletableFuture<Void>> publish = publishing(exchange);
        CompletableFuture<Void> published = SourceHold.of(exchange)
                .map(source -> new PatientPublish(source, exchange, publish).run())
                .orElseGet(publish);
        if (exchange.isTransacted()) {
            // the transaction is bound to this thread
            await(published, exchange);
        }
        if (published.isDone()) {
            finish(exchange, published);
            callback.done(true);
            return true;
        }
        Executor routing = endpoint.getComponent().routing();
        published.whenComplete((done, failed) -> {
            Runnable goOn = () -> {
                finish(exchange, published);
                callback.done(false);
            };
            try {
                routing.execute(goOn);
            } catch (RejectedExecutionException stopping) {
                goOn.run();
            }
        });
        return false;
    }

    /** The event is made once, however often it is published: time or id may be others when it is made again. */
    private Supplier<CompletableFuture<Void>> publishing(Exchange exchange) {
        exchange.getMessage().removeHeader(SeraiConstants.REJECTED);
        EventHub hub = endpoint.hub();
        try {
            EventOfMessage.Made made =
                    Objects.requireNonNull(events, "not started").make(exchange);
            return () -> tried(() -> publish(hub, exchange, made));
        } catch (RuntimeException notAnEvent) {
            return () -> tried(() -> reject(hub, exchange, "invalid", notAnEvent));
        }
    }

    private static CompletableFuture<Void> tried(Supplier<CompletableFuture<Void>> publish) {
        try {
            return publish.get();
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private static CompletableFuture<Void> publish(EventHub hub, Exchange exchange, EventOfMessage.Made made) {
        return hub.publisher()
                .publish(made.event())
                .handle((appended, failure) -> {
                    if (failure == null) {
                        mark(exchange, appended);
                        made.derived().ifPresent(DerivedId::used);
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return failed(hub, exchange, made, unwrap(failure));
                })
                .thenCompose(next -> next);
    }

    private static CompletableFuture<Void> failed(
            EventHub hub, Exchange exchange, EventOfMessage.Made made, Throwable failure) {
        if (failure instanceof ConflictException conflict && made.again()) {
            made.derived().ifPresent(DerivedId::used);
            // an earlier attempt of this delivery published it, with other content: the first one stands
            mark(exchange, new Appended(made.event().getId(), made.event().getSource(), conflict.first(), true));
            return CompletableFuture.completedFuture(null);
        }
        if (failure instanceof TooManyHopsException && HandledEvent.of(exchange).isPresent()) {
            // of a delivery, which it ends
            return CompletableFuture.failedFuture(failure);
        }
        return Rejections.code(failure)
                .map(code -> {
                    made.derived().ifPresent(DerivedId::used);
                    return reject(hub, exchange, code, failure);
                })
                .orElseGet(() -> CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Void> reject(EventHub hub, Exchange exchange, String code, Throwable failure) {
        Optional<Redrive> redrive =
                Redrive.of(exchange).filter(running -> running.rejected(code, Rejections.message(failure)));
        CompletableFuture<String> kept = redrive.isPresent()
                ? CompletableFuture.completedFuture(redrive.get().inputId())
                : new Rejections(hub).keep(exchange, code, failure);
        return kept.thenAccept(id -> {
            Message message = exchange.getMessage();
            message.removeHeader(SeraiConstants.EVENT_ID);
            message.removeHeader(SeraiConstants.DUPLICATE);
            message.setHeader(SeraiConstants.REJECTED, id);
        });
    }

    private static void mark(Exchange exchange, Appended appended) {
        Redrive.of(exchange).ifPresent(redrive -> redrive.published(appended));
        Message message = exchange.getMessage();
        message.setHeader(SeraiConstants.EVENT_ID, appended.id());
        message.setHeader(SeraiConstants.POSITION, appended.position().toString());
        message.setHeader(SeraiConstants.DUPLICATE, appended.duplicate());
    }

    private static void await(CompletableFuture<Void> published, Exchange exchange) {
        try {
            published.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            exchange.setException(interrupted);
        } catch (java.util.concurrent.ExecutionException told) {
            // finish() tells the exchange
        }
    }

    private static void finish(Exchange exchange, CompletableFuture<Void> published) {
        if (published.isCompletedExceptionally()) {
            try {
                published.join();
            } catch (CompletionException failed) {
                exchange.setException(unwrap(failed));
            }
        }
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
