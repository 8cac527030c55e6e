namespace Dapr.Actors;

/// <summary>Marks the interfaces actors are called by.</summary>
/// <remarks>
/// Such an interface is public. Each method returns <see cref="Task"/> or <see cref="Task{TResult}"/> and takes at most one
/// value, then at most one <see cref="CancellationToken"/>.
/// </remarks>
public interface IActor
{
}
