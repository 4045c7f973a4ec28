package io.serai.hub.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/**
 * Closes the application, so that HTTP and routes end in order, and exits; halts where closing hangs. A node that was
 * shut out is not waited for long: the others have taken over what it had on its way.
 */
final class JvmEnd implements ProcessEnd {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration PATIENCE_SHUT_OUT = Duration.ofSeconds(3);

    private final ApplicationContext context;

    JvmEnd(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void end(int exitCode) {
        Duration patience = exitCode == SHUT_OUT ? PATIENCE_SHUT_OUT : PATIENCE;
        try {
            start("hub-halt", true, () -> {
                try {
                    TimeUnit.NANOSECONDS.sleep(patience.toNanos());
                } catch (InterruptedException never) {
                    Thread.currentThread().interrupt();
                }
                Runtime.getRuntime().halt(exitCode);
            });
            // no daemon: once all is closed the process would else end by itself, with 0, before it gets to the code
            start("hub-exit", false, () -> System.exit(SpringApplication.exit(context, () -> exitCode)));
        } catch (OutOfMemoryError noThread) {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private static void start(String name, boolean daemon, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(daemon);
        thread.start();
    }
}
