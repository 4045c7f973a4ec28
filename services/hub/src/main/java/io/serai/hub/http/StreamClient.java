package io.serai.hub.http;

import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One listener of {@link EventStreams}: a bounded buffer, and a thread that writes it to the client as fast as the client
 * reads.
 */
final class StreamClient {

    /** One event of any size always fits. */
    static final int MAX_EVENTS = 1000;

    static final int MAX_CHARACTERS = 2_000_000;

    private final EventTypes types;
    private final Optional<EventFilter> filter;
    private final Duration heartbeat;
    private final Consumer<StreamClient> gone;
    private final SseEmitter emitter = new SseEmitter(0L);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Frame> buffer = new ArrayDeque<>();
    private long characters;
    private @Nullable Frame last;

    StreamClient(EventTypes types, Optional<EventFilter> filter, Duration heartbeat, Consumer<StreamClient> gone) {
        this.types = types;
        this.filter = filter;
        this.heartbeat = heartbeat;
        this.gone = gone;
    }

    /**
     * What is sent at once.
     *
     * @param name of the server-sent event; none for an event of the log
     */
    private record Frame(Optional<String> name, String id, String data) {

        SseEmitter.SseEventBuilder event() {
            SseEmitter.SseEventBuilder event = SseEmitter.event();
            name.ifPresent(event::name);
            if (!id.isEmpty()) {
                event.id(id);
            }
            // line ends are white space in JSON, but ends of fields here
            event.data(data.replace('\n', ' ').replace('\r', ' '));
            return event;
        }
    }

    SseEmitter start() {
        Thread writer = new Thread(this::write, "event-stream-client");
        writer.setDaemon(true);
        emitter.onCompletion(() -> end("closed", ""));
        emitter.onError(broken -> end("closed", ""));
        writer.start();
        return emitter;
    }

    boolean wants(StoredEvent event) {
        return types.match(event.type())
                && filter.map(condition -> condition.match(event.event())).orElse(true);
    }

    /** Buffers an event; false when it does not fit: then the client is told and dropped. */
    boolean offer(Position position, String event) {
        lock.lock();
        try {
            if (!buffer.isEmpty() && (buffer.size() >= MAX_EVENTS || characters + event.length() > MAX_CHARACTERS)) {
                end(
                        "dropped",
                        "the client reads more slowly than events come and missed some from " + position
                                + " on; connect again, or read a backlog with a subscription");
                return false;
            }
            buffer.add(new Frame(Optional.empty(), position.toString(), event));
            characters += event.length();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is buffered, then this, and ends. */
    void end(String name, String why) {
        lock.lock();
        try {
            if (last == null) {
                last = new Frame(Optional.of(name), "", "{\"detail\":\"" + why + "\"}");
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            emitter.send(SseEmitter.event().comment("listening"));
            while (true) {
                Optional<Frame> frame = take();
                if (frame.isEmpty()) {
                    emitter.send(SseEmitter.event().comment("alive"));
                    continue;
                }
                emitter.send(frame.get().event());
                if (frame.get().name().isPresent()) {
                    emitter.complete();
                    return;
                }
            }
        } catch (IOException | IllegalStateException clientGone) {
            emitter.completeWithError(clientGone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            gone.accept(this);
        }
    }

    /** The next frame; none when it is time for a sign of life. */
    private Optional<Frame> take() throws InterruptedException {
        lock.lock();
        try {
            long left = heartbeat.toNanos();
            while (buffer.isEmpty() && last == null) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = changed.awaitNanos(left);
            }
            Frame frame = buffer.poll();
            if (frame == null) {
                return Optional.ofNullable(last);
            }
            characters -= frame.data().length();
            return Optional.of(frame);
        } finally {
            lock.unlock();
        }
    }
}
