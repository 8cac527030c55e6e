using System.Runtime.InteropServices;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Run;
using JobWorker.DevSidecar.Run.Embedded;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

return args switch
{
    ["run", .. var rest] => await RunCommand.ExecuteAsync(rest, stop.Token),
    ["redis", .. var rest] => await RedisCommand.ExecuteAsync(rest, stop.Token),
    _ => await SidecarCommand.ExecuteAsync(args, stop.Token),
};

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
