using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace JobWorker.DevCluster.Formats.Protobuf;

/// <summary>Reads objects in Kubernetes' protobuf form, as <c>kubectl create job</c> and its like send them.</summary>
/// <remarks>
/// Decoded are the fields those commands fill. Another field that holds anything is refused by its number rather than lost.
/// </remarks>
internal static class ProtobufObject
{
    private static readonly Message Metadata = new("ObjectMeta",
        (1, "name", Kind.Text), (2, "generateName", Kind.Text), (3, "namespace", Kind.Text), (5, "uid", Kind.Text),
        (6, "resourceVersion", Kind.Text), (7, "generation", Kind.Skip), (8, "creationTimestamp", Kind.Skip),
        (11, "labels", Kind.TextMap), (12, "annotations", Kind.TextMap), (14, "finalizers", Kind.TextList),
        (17, "managedFields", Kind.Skip));

    private static readonly Message EnvVar = new("EnvVar", (1, "name", Kind.Text), (2, "value", Kind.Text));

    private static readonly Message Container = new("Container",
        (1, "name", Kind.Text), (2, "image", Kind.Text), (3, "command", Kind.TextList), (4, "args", Kind.TextList),
        (5, "workingDir", Kind.Text), (7, "env", EnvVar, IsList: true), (13, "terminationMessagePath", Kind.Text),
        (14, "imagePullPolicy", Kind.Text), (20, "terminationMessagePolicy", Kind.Text));

    private static readonly Message PodSpec = new("PodSpec",
        (2, "containers", Container, IsList: true), (3, "restartPolicy", Kind.Text),
        (4, "terminationGracePeriodSeconds", Kind.Number), (6, "dnsPolicy", Kind.Text), (7, "nodeSelector", Kind.TextMap),
        (8, "serviceAccountName", Kind.Text), (9, "serviceAccount", Kind.Text), (19, "schedulerName", Kind.Text),
        (20, "initContainers", Container, IsList: true), (21, "automountServiceAccountToken", Kind.Flag));

    private static readonly Message JobSpec = new("JobSpec",
        (1, "parallelism", Kind.Number), (2, "completions", Kind.Number), (3, "activeDeadlineSeconds", Kind.Number),
        (6, "template", new Message("PodTemplateSpec", (1, "metadata", Metadata), (2, "spec", PodSpec))),
        (7, "backoffLimit", Kind.Number), (8, "ttlSecondsAfterFinished", Kind.Number), (9, "completionMode", Kind.Text),
        (10, "suspend", Kind.Flag));

    private static readonly FrozenDictionary<string, Message> Kinds = new[]
    {
        new Message("Namespace", (1, "metadata", Metadata), (3, "status", Kind.Skip)),
        new Message("ServiceAccount", (1, "metadata", Metadata)),
        new Message("ConfigMap",
            (1, "metadata", Metadata), (2, "data", Kind.TextMap), (3, "binaryData", Kind.BytesMap), (4, "immutable", Kind.Flag)),
        new Message("Secret",
            (1, "metadata", Metadata), (2, "data", Kind.BytesMap), (3, "type", Kind.Text), (4, "stringData", Kind.TextMap),
            (5, "immutable", Kind.Flag)),
        new Message("Pod", (1, "metadata", Metadata), (2, "spec", PodSpec), (3, "status", Kind.Skip)),
        new Message("Job", (1, "metadata", Metadata), (2, "spec", JobSpec), (3, "status", Kind.Skip)),
        new Message("SelfSubjectAccessReview", (1, "metadata", Metadata), (2, "spec", Kind.Skip), (3, "status", Kind.Skip)),
    }.ToFrozenDictionary(message => message.Name);

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object in a body.</summary>
    /// <exception cref="ProtobufException">It cannot be decoded; the message says which part.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new ProtobufException("the body does not begin with k8s\\0");
        }

        string apiVersion = "", kind = "";
        ReadOnlySpan<byte> raw = default;
        var envelope = new ProtobufReader(body[Magic.Length..]);
        while (envelope.Read())
        {
            if (envelope.Field == 1)
            {
                (apiVersion, kind) = TypeOf(envelope.Bytes);
            }
            else if (envelope.Field == 2)
            {
                raw = envelope.Bytes;
            }
        }

        var obj = Kinds.TryGetValue(kind, out var message)
            ? message.Read(raw)
            : throw new ProtobufException($"the development cluster decodes no protobuf of kind {kind}");
        obj["apiVersion"] = apiVersion;
        obj["kind"] = kind;
        return obj;
    }

    private static (string ApiVersion, string Kind) TypeOf(ReadOnlySpan<byte> bytes)
    {
        string apiVersion = "", kind = "";
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            (apiVersion, kind) = reader.Field == 1 ? (reader.Text, kind) : (apiVersion, reader.Text);
        }

        return (apiVersion, kind);
    }
}
