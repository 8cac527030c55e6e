using JobWorker.Ojs.Conformance.Reading;
using JobWorker.Ojs.Conformance.Running;
using JobWorker.Ojs.Conformance.Servers;

namespace JobWorker.Ojs.Conformance.Specs;

[Collection(Level0.Name)]
public sealed class OurCasesOfLevel0(Level0 server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.OursOf(0));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level1.Name)]
public sealed class OurCasesOfLevel1(Level1 server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.OursOf(1));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level2.Name)]
public sealed class OurCasesOfLevel2(Level2 server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.OursOf(2));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level3.Name)]
public sealed class OurCasesOfLevel3(Level3 server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.OursOf(3));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level4.Name)]
public sealed class OurCasesOfLevel4(Level4 server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.OursOf(4));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Extensions.Name)]
public sealed class OurCasesOfExtensions(Extensions server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.OursOf(Case.Extension));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassIfClaimedAsync(CaseFiles.Ours, file);
}
