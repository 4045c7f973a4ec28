package io.serai.delivery.internal.rows;

import java.util.Locale;

/** How the rows of a partition's work table are called. A subscription's name has no slash. */
public final class RowKeys {

    public static final String CURSORS = "cursors";

    /** The prefix of the delivery rows of all subscriptions. */
    public static final String DELIVERIES = "delivery/";

    /** The prefix of the blocked keys of all subscriptions. */
    public static final String BLOCKED_KEYS = "blocked/";

    private RowKeys() {}

    /** The prefix of the delivery rows of a subscription. */
    public static String deliveries(String subscription) {
        return DELIVERIES + subscription + "/";
    }

    /** Sorts by offset. */
    public static String delivery(String subscription, long offset) {
        return deliveries(subscription) + String.format(Locale.ROOT, "%015d", offset);
    }

    public static long offset(String deliveryKey) {
        return Long.parseLong(deliveryKey, deliveryKey.lastIndexOf('/') + 1, deliveryKey.length(), 10);
    }

    /** The prefix of the blocked keys of a subscription. */
    public static String blockedKeys(String subscription) {
        return BLOCKED_KEYS + subscription + "/";
    }

    public static String blockedKey(String subscription, String key) {
        return blockedKeys(subscription) + key;
    }

    /** The key of events that {@link #blockedKey} names. */
    public static String keyBlocked(String blockedKey) {
        return blockedKey.substring(blockedKey.indexOf('/', BLOCKED_KEYS.length()) + 1);
    }
}
