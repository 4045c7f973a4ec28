package io.serai.store.geode;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/** Calls after each garbage collection, on a thread of the JVM: hand over, do not work. */
final class AfterCollection implements AutoCloseable {

    private final List<NotificationEmitter> collectors;
    private final NotificationListener listener;

    AfterCollection(Runnable call) {
        listener = (notification, handback) -> call.run();
        collectors = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast)
                .toList();
        collectors.forEach(collector -> collector.addNotificationListener(listener, null, null));
    }

    @Override
    public void close() {
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(listener);
            } catch (ListenerNotFoundException wasRemoved) {
                // as it should be
            }
        }
    }
}
