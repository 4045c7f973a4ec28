package io.serai.store.log;

import io.cloudevents.CloudEvent;

/** Records of the log, for tests that put them where they do not belong. */
public final class Records {

    private Records() {}

    public static byte[] event(CloudEvent event) {
        return EventCodec.encode(event, 1 << 20);
    }
}
