package io.serai.hub.runtime;

import io.serai.delivery.EventHub;
import io.serai.store.ClusterStatus;
import io.serai.store.ShutOutException;
import io.serai.store.StoreException;
import io.serai.store.StoreStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * The life of the hub.
 *
 * <ol>
 *   <li>While the application context comes up, {@link RouteFiles} loads and checks all routes: a mistake ends the start
 *       before the store is touched. HTTP and management answer from here on.
 *   <li>{@code OPENING}: the store opens on its own threads.
 *   <li>{@code STARTING}: the hub is built; routes that subscribe start first, and until their first cursors are kept
 *       nothing is taken in, so that a subscription that starts {@code now} misses nothing.
 *   <li>{@code RUNNING}: bridges run, HTTP takes events, changes of the routes folder are taken over.
 *   <li>A store that failed shows as {@code FAILED} and ends the process: what it cannot promise, nobody must believe.
 *       The exit code tells a supervisor of one that the other nodes shut out.
 *   <li>{@code STOPPING}: events are refused at once ({@link GracePeriod}); HTTP has ended and Camel has drained before
 *       this bean is stopped (see {@link #getPhase}); the hub closes, then the store.
 * </ol>
 */
public final class HubRuntime implements ClusterMember, SmartLifecycle, ApplicationListener<ApplicationStartedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(HubRuntime.class);

    /** Boot stops its web server at {@code MAX_VALUE - 2048}, Camel follows at one less: this comes after both. */
    private static final int PHASE = Integer.MAX_VALUE - 3000;

    private final StoreOpener opener;
    private final HubBuilder builder;
    private final LateHub late;
    private final Runnable checks;
    private final RouteStarter routes;
    private final RoutesReload reload;
    private final ProcessEnd end;
    private final Supplier<String> where;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread created = new Thread(work, "hub-runtime");
        created.setDaemon(true);
        return created;
    });

    private volatile HubState state = HubState.OPENING;
    private volatile String detail = "the store is opening";
    private volatile @Nullable OpeningStore opening;
    private volatile @Nullable EventHub hub;
    private volatile boolean running;

    HubRuntime(
            StoreOpener opener,
            HubBuilder builder,
            LateHub late,
            Runnable checks,
            RouteStarter routes,
            RoutesReload reload,
            ProcessEnd end,
            Supplier<String> where) {
        this.opener = opener;
        this.builder = builder;
        this.late = late;
        this.checks = checks;
        this.routes = routes;
        this.reload = reload;
        this.end = end;
        this.where = where;
    }

    public HubState state() {
        return state;
    }

    /** For people: what it waits for, or why it failed. */
    public String detail() {
        return detail;
    }

    /** How the store is, from the moment it began to open. */
    public Optional<StoreStatus> storeStatus() {
        return Optional.ofNullable(opening).map(opened -> opened.store().status());
    }

    @Override
    public Optional<ClusterStatus> cluster() {
        return Optional.ofNullable(opening).map(opened -> opened.store().cluster());
    }

    @Override
    public OpeningStore.Revoke revoke() {
        OpeningStore opened = opening;
        if (opened == null) {
            throw new StoreException("the store has not begun to open");
        }
        return opened.revoke();
    }

    /** The hub, once it is built. */
    public Optional<EventHub> hub() {
        return Optional.ofNullable(hub);
    }

    /** Routes that should run and do not, with what is wrong. */
    public List<RouteStarter.Waiting> waitingRoutes() {
        return routes.waiting();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent started) {
        if (opening != null) {
            return;
        }
        checks.run();
        OpeningStore opened = opener.open();
        opening = opened;
        opened.failure().thenAccept(cause -> fail("the store failed: " + reason(cause), null));
        opened.ready().whenCompleteAsync((done, failure) -> storeReady(opened, failure), thread);
        thread.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS);
    }

    private void storeReady(OpeningStore opened, @Nullable Throwable failure) {
        if (failure != null) {
            fail("the store does not open: " + reason(failure), failure);
            return;
        }
        try {
            advance(HubState.OPENING, HubState.STARTING, "subscriptions and routes are starting");
            EventHub built = builder.build(opened.store(), late.definitions());
            hub = built;
            late.become(built);
            routes.startSubscriptions();
            FirstCursors.await(built, () -> state == HubState.STARTING);
            routes.startOthers();
            advance(HubState.STARTING, HubState.RUNNING, "running");
            LOG.info(
                    "hub is running: {} subscriptions, {} routes; {}",
                    built.deliveries().subscriptionsHere().size(),
                    routes.count(),
                    where.get());
            reload.begin();
        } catch (RuntimeException | InterruptedException broken) {
            if (state == HubState.STARTING) {
                fail("the hub does not start: " + reason(broken), broken);
            }
        }
    }

    /** Tries routes again that did not start. */
    private void watch() {
        try {
            if (state == HubState.RUNNING) {
                routes.retry();
            }
        } catch (RuntimeException unexpected) {
            LOG.warn("watching the hub failed: {}", unexpected.toString());
        }
    }

    private void fail(String why, @Nullable Throwable cause) {
        int code = exitCode();
        synchronized (this) {
            if (state == HubState.FAILED || state == HubState.STOPPING || state == HubState.STOPPED) {
                return;
            }
            state = HubState.FAILED;
            detail = why;
        }
        LOG.error("{}; the process ends with exit code {} and should be started afresh", why, code, cause);
        end.end(code);
    }

    /** Whatever failed first: a node that was shut out can do nothing any more. */
    private int exitCode() {
        OpeningStore opened = opening;
        boolean shutOut =
                opened != null && opened.failure().isDone() && opened.failure().join() instanceof ShutOutException;
        return shutOut ? ProcessEnd.SHUT_OUT : ProcessEnd.FAILED;
    }

    private synchronized void advance(HubState from, HubState to, String what) {
        if (state != from) {
            throw new IllegalStateException("the hub is " + state);
        }
        state = to;
        detail = what;
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** The process is about to end: no event is taken any more. */
    void stopping() {
        become(HubState.STOPPING, "it stops");
    }

    @Override
    public void stop() {
        become(HubState.STOPPING, "stopping");
        running = false;
        thread.shutdownNow();
        close(hub);
        OpeningStore opened = opening;
        if (opened != null) {
            close(opened.store());
        }
        become(HubState.STOPPED, "stopped");
    }

    /** A failure stays what people see. */
    private synchronized void become(HubState next, String what) {
        if (state != HubState.FAILED) {
            state = next;
            detail = what;
        }
    }

    private static void close(@Nullable Object part) {
        if (part instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception broken) {
                LOG.warn("closing {} failed", part.getClass().getSimpleName(), broken);
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
