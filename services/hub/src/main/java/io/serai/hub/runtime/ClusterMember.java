package io.serai.hub.runtime;

import io.serai.store.ClusterStatus;
import io.serai.store.StoreException;
import java.util.Optional;

/** Who is a member of the cluster, with a store or without. */
public interface ClusterMember {

    /** The cluster as this node sees it, from the moment it began to join. */
    Optional<ClusterStatus> cluster();

    /**
     * Gives up what is on disks that are away: what only they hold is lost.
     *
     * @throws StoreException where it has not begun to join
     */
    OpeningStore.Revoke revoke();
}
