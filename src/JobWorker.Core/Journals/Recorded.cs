namespace JobWorker.Core.Journals;

/// <summary>An event as it stands in a journal.</summary>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Event">What happened.</param>
/// <param name="Hash">Its link in the <see cref="HashChain"/>: 64 lower-case hex digits.</param>
public sealed record Recorded<TEvent>(long Version, TEvent Event, string Hash);
