using JobWorker.Core.Jobs;
using JobWorker.Host.Hosting;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs.Events;

/// <summary>How far one job's events are published by this process. Its publisher's lock guards it.</summary>
internal sealed class EventLine(string id, DateTimeOffset? firstAt, long? kept)
{
    private long _target = kept ?? 0;

    public string Id => id;

    /// <summary>When the job's first event happened: tells one life of an id from another.</summary>
    public DateTimeOffset? FirstAt => firstAt;

    /// <summary>Events published, from the first on.</summary>
    public long Published { get; private set; } = kept ?? 0;

    /// <summary>What the mark in the store says; none: there is none.</summary>
    public long? Kept { get; set; } = kept;

    /// <summary>The newest journal that is known and not done with.</summary>
    public JournalStream<Job>? Latest { get; private set; }

    /// <summary>Somebody works at it.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Events are to be published, or it is to be kept that all are.</summary>
    public bool HasWork => Latest is { } stream && (Published < stream.Version || (IsDone(stream) && !(Kept >= stream.Version)));

    /// <summary>Nothing more is to come of the job, as far as can be told.</summary>
    public static bool IsDone(JournalStream<Job> stream) =>
        stream.State is { IsFinal: true, NextCallback: null, Removing: false };

    /// <summary>The journal has come so far.</summary>
    public void See(JournalStream<Job> stream)
    {
        if (Latest is null || stream.Version > Latest.Version)
        {
            Latest = stream;
        }

        if (stream.Version > _target)
        {
            HostMetrics.EventsBehind.Inc(stream.Version - _target);
            _target = stream.Version;
        }
    }

    /// <summary>One more event is published.</summary>
    public void Advance(long version)
    {
        Published = version;
        HostMetrics.EventsPublished.Inc();
        HostMetrics.EventsBehind.Dec();
    }

    /// <summary>Nothing is left to do; the journal need not stay in memory.</summary>
    public void Rest() => (Latest, IsRunning) = (null, false);

    /// <summary>Somebody else does the rest, or nobody.</summary>
    public void Drop()
    {
        HostMetrics.EventsBehind.Dec(_target - Published);
        _target = Published;
        Rest();
    }
}
