namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>What the app says when the sidecar asks who it is.</summary>
internal static class ContractAnswers
{
    /// <summary><c>APP_API_TOKEN</c> of a sidecar we start.</summary>
    public const string AppToken = "app-secret";

    /// <summary>Three types: one by the defaults, one that is idle soon, one that may call itself.</summary>
    private const string Config = """
        {"entities":["Plain","Brief","Nested"],"actorIdleTimeout":"1h","drainOngoingCallTimeout":"0h0m2s0ms",
         "drainRebalancedActors":true,"remindersStoragePartitions":0,"actorScanInterval":"5s",
         "entitiesConfig":[
           {"entities":["Brief"],"actorIdleTimeout":"0h0m1s0ms"},
           {"entities":["Nested"],"reentrancy":{"enabled":true,"maxStackDepth":3}},
           {"entities":["Nowhere"],"actorIdleTimeout":"1s"}]}
        """;

    private const string Subscriptions = """
        [{"pubsubname":"messages","topic":"plain","route":"/plain"},
         {"pubsubname":"messages","topic":"orders","route":"orders","deadLetterTopic":"orders-dead"},
         {"pubsubname":"messages","topic":"orders-dead","route":"/orders-dead"},
         {"pubsubname":"messages","topic":"raw","route":"/raw","metadata":{"rawPayload":"true"}},
         {"pubsubname":"messages","topic":"raw-too","route":"/raw-too","metadata":{"isRawPayload":"true"}},
         {"pubsubname":"messages","topic":"routed","route":"/loses","routes":{"rules":[
            {"match":"event.type == \"a\"","path":"/routed/a"},
            {"match":"event.source == \"b\"","path":"/routed/b"}],"default":"/routed/rest"}},
         {"pubsubname":"messages","topic":"picky","routes":{"rules":[{"match":"event.type == \"wanted\"","path":"/picky"}]},
          "deadLetterTopic":"orders-dead"},
         {"pubsubname":"messages","topic":"nowhere"},
         {"pubsubname":"messages","topic":"looked-into","routes":{"rules":[
            {"match":"event.data.size > 10 && event.type.startsWith(\"big\")","path":"/looked-into/big"}],
          "default":"/looked-into/rest"}},
         {"pubsubname":"messages","topic":"many","route":"/many","deadLetterTopic":"orders-dead",
          "bulkSubscribe":{"enabled":true,"maxMessagesCount":3,"maxAwaitDurationMs":300}},
         {"pubsubname":"patient","topic":"retried","route":"/retried","deadLetterTopic":"retried-dead"},
         {"pubsubname":"patient","topic":"retried-lost","route":"/retried-lost"},
         {"pubsubname":"patient","topic":"retried-dead","route":"/retried-dead"},
         {"pubsubname":"memory-topics","topic":"remembered","route":"/remembered"},
         {"pubsubname":"scoped","topic":"hidden","route":"/hidden"}]
        """;

    public static ContractApp Give(ContractApp app) => app
        .OnLine("GET /dapr/config", 200, Config)
        .OnLine("GET /dapr/subscribe", 200, Subscriptions);
}
