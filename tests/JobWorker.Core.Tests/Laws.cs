using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace JobWorker.Core.Tests;

/// <summary>Checks laws over generated values, the same in every run; a failure prints the seed and the value.</summary>
internal static class Laws
{
    private const ulong Seed = 20_260_101;
    private const ulong Gamma = 7_654_321;

    public static void Hold<T>(Gen<T> values, Action<T> law, int times = 500) =>
        Check.One(
            Config.QuickThrowOnFailure
                .WithQuietOnSuccess(true)
                .WithMaxTest(times)
                .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None))),
            Prop.ForAll(values.ToArbitrary(), law));
}
