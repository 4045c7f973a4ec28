package io.serai.hub.management;

import io.serai.hub.runtime.HubRuntime;
import io.serai.store.StoreStatus;
import java.util.function.Function;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;

/** The store in JMX. */
@ManagedResource(objectName = "io.serai:type=Store", description = "The event log of this node.")
public final class StoreMBean {

    private final HubRuntime runtime;

    StoreMBean(HubRuntime runtime) {
        this.runtime = runtime;
    }

    @ManagedAttribute(description = "OPENING, STARTING, RUNNING, STOPPING, STOPPED or FAILED: what the hub is doing.")
    public String getHubState() {
        return runtime.state().name();
    }

    @ManagedAttribute(description = "OPENING, READY, FAILED or CLOSED: what the store is doing.")
    public String getState() {
        return store(status -> status.state().name(), "OPENING");
    }

    @ManagedAttribute(description = "Whether new events are refused because disk or heap are short; Detail says which.")
    public boolean isRefusing() {
        return store(StoreStatus::refusing, false);
    }

    @ManagedAttribute(description = "What the hub waits for, or why it refuses events or failed.")
    public String getDetail() {
        return runtime.detail() + "; " + store(StoreStatus::detail, "");
    }

    @ManagedAttribute(description = "The number of partitions of the log, fixed for life.")
    public int getPartitions() {
        return store(StoreStatus::partitions, 0);
    }

    @ManagedAttribute(description = "The number of partitions that this node owns: writes and delivers.")
    public int getOwnedPartitions() {
        return store(StoreStatus::ownedPartitions, 0);
    }

    @ManagedAttribute(description = "When an event counts as durable: fsync or replicated.")
    public String getDurability() {
        return store(StoreStatus::durability, "");
    }

    @ManagedAttribute(description = "Events in the log.")
    public long getEvents() {
        return store(StoreStatus::events, 0L);
    }

    @ManagedAttribute(description = "Events kept since the process started.")
    public long getAppended() {
        return store(StoreStatus::appended, 0L);
    }

    @ManagedAttribute(description = "Events answered as known since the process started.")
    public long getDuplicates() {
        return store(StoreStatus::duplicates, 0L);
    }

    @ManagedAttribute(description = "Group commits since the process started.")
    public long getForces() {
        return store(StoreStatus::forces, 0L);
    }

    private <T> T store(Function<StoreStatus, T> value, T without) {
        return runtime.storeStatus().map(value).orElse(without);
    }
}
