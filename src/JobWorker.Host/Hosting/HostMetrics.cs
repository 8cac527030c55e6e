using Prometheus;

namespace JobWorker.Host.Hosting;

/// <summary>Every metric of this host.</summary>
internal static class HostMetrics
{
    public static readonly Counter Messages = Metrics.CreateCounter(
        "jobworker_messages_total", "Messages taken in, by what became of them.", "outcome");

    public static readonly Counter Jobs = Metrics.CreateCounter(
        "jobworker_job_transitions_total", "Jobs that entered a state.", "state");

    public static readonly Counter Callbacks = Metrics.CreateCounter(
        "jobworker_callbacks_total", "Callbacks settled, by how.", "outcome");

    public static readonly Counter EventsPublished = Metrics.CreateCounter(
        "jobworker_events_published_total", "Events of jobs the broker has taken; one that was taken twice counts twice.");

    public static readonly Counter EventsFailed = Metrics.CreateCounter(
        "jobworker_events_failed_total", "Tries to publish a job's events, or to keep how far they are, that failed.");

    public static readonly Gauge EventsBehind = Metrics.CreateGauge(
        "jobworker_events_behind", "Events of jobs that are recorded and not yet published, as far as this process knows.");

    public static readonly Histogram CallbackSeconds = Metrics.CreateHistogram(
        "jobworker_callback_attempt_seconds", "Duration of one attempt at a callback, seconds.");

    public static readonly Counter CallbackAttempts = Metrics.CreateCounter(
        "jobworker_callback_attempts_total", "Attempts at callbacks, by what became of them.", "outcome");

    public static readonly Histogram CallbackDelay = Metrics.CreateHistogram(
        "jobworker_callback_delay_seconds",
        "From what a callback reports to its delivery, seconds.",
        new HistogramConfiguration { Buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 43_200, 172_800] });

    public static readonly Gauge PendingCallbacks = Metrics.CreateGauge(
        "jobworker_callbacks_pending", "Callbacks that are to be sent, now or later, as far as this process knows.");

    public static readonly Gauge OldestPendingCallback = Metrics.CreateGauge(
        "jobworker_callback_oldest_pending_seconds",
        "Time since what the oldest of the pending callbacks reports happened, seconds; 0 where none is pending.");

    public static readonly Gauge OpenCircuits = Metrics.CreateGauge(
        "jobworker_callback_circuits_open", "Receivers that have not answered of late and are only probed.");

    public static readonly Histogram IntakeSeconds = Metrics.CreateHistogram(
        "jobworker_intake_seconds", "From a message's delivery to its acknowledgement, seconds.");

    public static readonly Gauge Leader = Metrics.CreateGauge(
        "jobworker_leader", "1 while this process leads, 0 otherwise.");

    public static readonly Counter AccessRefused = Metrics.CreateCounter(
        "jobworker_access_refused_total", "Requests at the public listener without a valid key, or with one that allows too little.", "reason");

    public static readonly Counter TakeOvers = Metrics.CreateCounter(
        "jobworker_leader_takeovers_total", "Times this process became leader.");

    public static readonly Gauge LiveJobs = Metrics.CreateGauge(
        "jobworker_live_jobs", "Kubernetes Jobs that have not ended, as this process's watch sees them; 0 where it runs none.");
}
