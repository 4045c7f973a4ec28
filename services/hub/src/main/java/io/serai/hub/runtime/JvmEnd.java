package io.serai.hub.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/** Closes the application, so that HTTP and routes end in order, and exits; halts where closing hangs. */
final class JvmEnd implements ProcessEnd {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final ApplicationContext context;

    JvmEnd(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void end(int exitCode) {
        start("hub-halt", () -> {
            try {
                TimeUnit.NANOSECONDS.sleep(PATIENCE.toNanos());
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(exitCode);
        });
        start("hub-exit", () -> System.exit(SpringApplication.exit(context, () -> exitCode)));
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
