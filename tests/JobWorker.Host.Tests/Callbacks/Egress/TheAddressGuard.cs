using System.Net;
using JobWorker.Host.Callbacks.Egress;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Egress;

public sealed class TheAddressGuard
{
    /// <summary>First and last address of each range, and what hides an IPv4 address.</summary>
    private const string InsideTable = """
        0.0.0.0 0.255.255.255
        10.0.0.0 10.1.2.3 10.255.255.255
        100.64.0.0 100.127.255.255 100.100.100.200
        127.0.0.0 127.0.0.1 127.8.9.10 127.255.255.255
        169.254.0.0 169.254.169.254 169.254.170.2 169.254.170.23 169.254.255.255
        168.63.129.16
        172.16.0.0 172.31.255.255
        192.0.0.0 192.0.0.192 192.0.0.255
        192.0.2.0 192.0.2.255 198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255
        192.88.99.0 192.88.99.255
        192.168.0.0 192.168.255.255
        198.18.0.0 198.19.255.255
        224.0.0.0 224.0.0.1 239.255.255.255
        240.0.0.0 255.255.255.254 255.255.255.255
        :: ::1 ::2
        ::127.0.0.1 ::10.0.0.1 ::169.254.169.254 ::8.8.8.8
        ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0.0.0.0
        ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
        64:ff9b::127.0.0.1 64:ff9b::8.8.8.8 64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1:ffff:ffff:ffff:ffff:ffff
        100::1 100:0:0:1::1 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff
        2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 3fff:: 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff
        2002:: 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:808:808::1 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        4000:: 5f00::1 e000::1 fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        fc00:: fc00::1 fd12:3456::1 fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        fe00::1 fe80:: fe80::1 fe80::1%3 febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff fec0::1 feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        ff00:: ff02::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        2606:4700:64::169.254.169.254
        """;

    /// <summary>The addresses next to those ranges.</summary>
    private const string OutsideTable = """
        1.0.0.0 1.1.1.1 8.8.8.8
        9.255.255.255 11.0.0.0
        100.63.255.255 100.128.0.0
        126.255.255.255 128.0.0.0
        168.63.129.15 168.63.129.17
        169.253.255.255 169.255.0.0
        172.15.255.255 172.32.0.0
        191.255.255.255 192.0.1.0 192.0.1.255 192.0.3.0
        192.88.98.255 192.88.100.0
        192.167.255.255 192.169.0.0
        198.17.255.255 198.20.0.0
        198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0
        223.255.255.255
        ::ffff:8.8.8.8 ::ffff:172.32.0.1
        2000:: 2001:200:: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db9:: 2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        2003:: 2606:4700:4700::1111 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:1000:: 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        """;

    public static TheoryData<string> Inside => All(InsideTable);

    public static TheoryData<string> Outside => All(OutsideTable);

    [Theory]
    [MemberData(nameof(Inside))]
    public void Refuses_what_leads_inside(string address)
    {
        Assert.False(AddressGuard.IsPublic(IPAddress.Parse(address)));
        Assert.Contains("which callbacks may not reach", Guard().Refusal("host", [IPAddress.Parse(address)]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public void Lets_the_open_internet_through(string address)
    {
        Assert.True(AddressGuard.IsPublic(IPAddress.Parse(address)));
        Assert.Null(Guard().Refusal("host", [IPAddress.Parse(address)]));
    }

    [Fact]
    public void Refuses_a_host_for_one_of_its_addresses_and_names_it() => Assert.Equal(
        "hooks.example.com is 10.0.0.7 (private), which callbacks may not reach.",
        Guard().Refusal("hooks.example.com", [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.7"), IPAddress.Parse("1.1.1.1")]));

    [Theory]
    [InlineData("10.96.0.1", true)]
    [InlineData("::ffff:10.96.0.1", true)]
    [InlineData("10.97.0.1", false)]
    [InlineData("fd00:1::1", true)]
    [InlineData("fd00:2::1", false)]
    [InlineData("127.0.0.1", false)]
    public void Lets_through_to_networks_that_are_allowed(string address, bool allowed) => Assert.Equal(
        allowed, Guard(networks: ["10.96.0.0/16", "fd00:1::/64"]).Refusal("host", [IPAddress.Parse(address)]) is null);

    [Theory]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("64:ff9b::127.0.0.1", false)]
    [InlineData("64:ff9b::169.254.169.254", false)]
    [InlineData("64:ff9b::10.96.0.1", true)]
    public void Lets_through_a_gateway_what_it_lets_through_itself(string address, bool allowed) => Assert.Equal(
        allowed, Guard(networks: ["64:ff9b::/96", "10.96.0.0/16"]).Refusal("host", [IPAddress.Parse(address)]) is null);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("169.254.1.1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::169.254.169.254", false)]
    [InlineData("64:ff9b::169.254.169.254", false)]
    [InlineData("64:ff9b:1::169.254.169.254", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:5601:5601", false)]
    [InlineData("169.254.170.2", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fd00:ec2::254%3", false)]
    public void Refuses_metadata_services_also_where_private_addresses_are_allowed(string address, bool allowed) => Assert.Equal(
        allowed, Guard(allowPrivate: true, ["0.0.0.0/0", "::/0"]).Refusal("host", [IPAddress.Parse(address)]) is null);

    internal static AddressGuard Guard(bool allowPrivate = false, params string[] networks) =>
        new(Options.Create(new EgressOptions { AllowPrivateAddresses = allowPrivate, AllowedNetworks = networks }));

    private static TheoryData<string> All(string table) => [.. table.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
}
