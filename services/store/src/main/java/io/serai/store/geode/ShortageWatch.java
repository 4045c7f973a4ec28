package io.serai.store.geode;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second, and after each garbage collection, whether anything is short, and tells. New events are refused for as long; what is kept already
 * goes on being delivered, and the rows of that are written from what was held back.
 */
final class ShortageWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShortageWatch.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final List<Shortage> shortages;
    private final Consumer<Optional<String>> tell;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1,
            work -> {
                Thread created = new Thread(work, "serai-shortage");
                created.setDaemon(true);
                return created;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean collected = new AtomicBoolean();
    private final AfterCollection collections = new AfterCollection(this::afterCollection);

    /** Of the thread alone, and before it starts of the one that makes it. */
    private boolean refusing;

    private ShortageWatch(List<Shortage> shortages, Consumer<Optional<String>> tell) {
        this.shortages = shortages;
        this.tell = tell;
    }

    /** Has looked once when it returns. */
    static ShortageWatch start(List<Shortage> shortages, Consumer<Optional<String>> tell) {
        ShortageWatch watch = new ShortageWatch(shortages, tell);
        watch.look();
        watch.thread.scheduleWithFixedDelay(watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void afterCollection() {
        if (collected.compareAndSet(false, true)) {
            thread.execute(this::look);
        }
    }

    private void look() {
        collected.set(false);
        try {
            Optional<String> found = shortages.stream()
                    .map(Shortage::now)
                    .flatMap(Optional::stream)
                    .findFirst();
            if (found.isPresent() && !refusing) {
                LOG.warn("new events are refused: {}", found.get());
            } else if (found.isEmpty() && refusing) {
                LOG.info("new events are taken again");
            }
            refusing = found.isPresent();
            tell.accept(found);
        } catch (RuntimeException unexpected) {
            LOG.warn("cannot tell whether disk or heap are short", unexpected);
        }
    }

    @Override
    public void close() {
        collections.close();
        thread.shutdownNow();
    }
}
