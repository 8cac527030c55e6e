using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Formats;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Hosting.Flags;
using Enum = System.Enum;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>What the sidecar says of itself over gRPC, and its end.</summary>
internal sealed class MetadataMethods(SidecarFacts facts)
{
    public Task<IMessage> GetAsync(GetMetadataRequest request, GrpcCall call) => Task.FromResult<IMessage>(
        new GetMetadataResponse
        {
            Id = facts.Flags.AppId,
            RuntimeVersion = SidecarStatus.Version,
            EnabledFeatures = { facts.Resources.Features.Order(StringComparer.Ordinal) },
            ActiveActorsCount = { Actors() },
            RegisteredComponents = { facts.Components.All.Select(Of) },
            ExtendedMetadata = { facts.Status.Extended.ToDictionary() },
            Subscriptions = { facts.Subscriptions.Current.Select(Of) },
            AppConnectionProperties = Of(facts.Flags),
            ActorRuntime = new ActorRuntime
            {
                RuntimeStatus = Enum.Parse<ActorRuntime.Types.ActorRuntimeStatus>(facts.ActorStatus, ignoreCase: true),
                ActiveActors = { Actors() },
                HostReady = facts.Placement.IsReady,
                Placement = facts.PlacementStatus,
            },
            Resiliencies = { facts.Resources.Resiliency.Names.Select(name => new MetadataResiliency { Name = name }) },
        });

    public Task<IMessage> SetAsync(SetMetadataRequest request, GrpcCall call)
    {
        if (request.Key.Length > 0)
        {
            facts.Status.Extended[request.Key] = request.Value;
        }

        return Task.FromResult<IMessage>(new Empty());
    }

    /// <summary>Calls in progress, this one among them, end before the sidecar does.</summary>
    public Task<IMessage> ShutdownAsync(ShutdownRequest request, GrpcCall call)
    {
        facts.Status.ShutdownRequested.TrySetResult();
        return Task.FromResult<IMessage>(new Empty());
    }

    private IEnumerable<ActiveActorsCount> Actors() =>
        facts.ActorCounts.Select(count => new ActiveActorsCount { Type = count.Key, Count = count.Value });

    private static RegisteredComponents Of(Component component) => new()
    {
        Name = component.Spec.Name,
        Type = component.Spec.Type,
        Version = component.Spec.Version,
        Capabilities = { component.Capabilities },
    };

    private static PubsubSubscription Of(Subscription subscription) => new()
    {
        PubsubName = subscription.PubSub,
        Topic = subscription.Topic,
        Metadata = { subscription.Metadata.ToDictionary() },
        Rules = new PubsubSubscriptionRules
        {
            Rules =
            {
                SidecarFacts.RulesOf(subscription).Select(
                    rule => new PubsubSubscriptionRule { Match = rule.Match, Path = rule.Path }),
            },
        },
        DeadLetterTopic = subscription.DeadLetterTopic ?? "",
        Type = Enum.Parse<PubsubSubscriptionType>(subscription.Type, ignoreCase: true),
    };

    /// <summary>Present even where there is no app, with port 0, as in daprd.</summary>
    private static AppConnectionProperties Of(SidecarFlags flags) => new()
    {
        Port = flags.AppPort,
        Protocol = "http",
        ChannelAddress = flags.AppChannelAddress,
        MaxConcurrency = Math.Max(flags.AppMaxConcurrency, 0),
        Health = !flags.AppHealthCheck ? null : new AppConnectionHealthProperties
        {
            HealthCheckPath = flags.AppHealthPath,
            HealthProbeInterval = GoDuration.Format(flags.AppHealthInterval),
            HealthProbeTimeout = GoDuration.Format(flags.AppHealthTimeout),
            HealthThreshold = flags.AppHealthThreshold,
        },
    };
}
