package io.serai.delivery;

/**
 * A subscription in one partition, as the node sees it that delivers it.
 *
 * @param owner the name of the node
 * @param incarnation of the owner
 * @param next the first offset not passed, as saved: whoever takes the partition over begins there
 * @param lag events from where it stands now, a moment ahead of what is saved, to the end of the log
 * @param retrying deliveries that have failed and go on, and events passed that wait for one of their key
 */
public record PartitionState(int partition, String owner, long incarnation, long next, long lag, long retrying) {}
