namespace JobWorker.DevSidecar.Actors;

/// <summary>Who an actor is.</summary>
internal readonly record struct ActorKey(string Type, string Id)
{
    /// <summary>The path of the app that stands for it, escaped.</summary>
    public string Path => $"/actors/{Uri.EscapeDataString(Type)}/{Uri.EscapeDataString(Id)}";

    public string MethodPath(string method) => $"{Path}/method/{Uri.EscapeDataString(method)}";
}
