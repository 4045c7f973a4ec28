package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.clients.Brokers;
import io.serai.bench.chaos.clients.Subscriber.Mood;
import java.util.List;
import java.util.stream.Collectors;

/** All kinds of faults there are. */
public final class Faults {

    private static final List<Fault> ALL = List.of(
            new Kill("kill", false),
            new Kill("kill-oldest", true),
            new KillTwo("kill-two"),
            new KillAll("kill-all"),
            new Freeze("freeze"),
            new Stop("stop"),
            new Rolling("rolling-restart"),
            new Partition("partition"),
            new SlowNetwork("slow-network"),
            new PowerCut("power-cut", false),
            new PowerCut("power-cut-all", true),
            new DiskError("disk-error"),
            new DiskFull("disk-full"),
            new ClockJump("clock-jump"),
            new SubscriberMood("subscriber-hangs", Mood.HANGS),
            new SubscriberDead("subscriber-dead"),
            new SubscriberMood("subscriber-500", Mood.REFUSES_ALL),
            new SubscriberMood("subscriber-some-500", Mood.REFUSES_SOME),
            new BrokerStop("kafka-stop", Brokers::stopKafka, Brokers::startKafka),
            new BrokerStop("activemq-stop", Brokers::stopActivemq, Brokers::startActivemq));

    private Faults() {}

    public static List<Fault> all() {
        return ALL;
    }

    /** The one of that name. */
    public static Fault named(String name) {
        return ALL.stream()
                .filter(fault -> fault.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault '" + name + "'; there are "
                        + ALL.stream().map(Fault::name).collect(Collectors.joining(", "))));
    }
}
