using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>A read that found nothing and may wait.</summary>
/// <param name="Keys">Streams any of which may end the wait.</param>
/// <param name="Milliseconds">How long; 0 for ever.</param>
/// <param name="Words">The command to run again then.</param>
internal sealed record Wait(IReadOnlyList<string> Keys, long Milliseconds, IReadOnlyList<RedisArgument> Words);
