namespace Dapr.Actors.Runtime;

/// <summary>Says by which name an actor's class is registered.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ActorAttribute : Attribute
{
    /// <summary>The name. Default: the name of the class.</summary>
    public string? TypeName { get; set; }
}
