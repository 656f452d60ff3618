using Microsoft.Extensions.Options;
using RoiApp.Processing.Receiving;
using Xunit;

namespace RoiApp.Processing.Tests.Receiving;

public sealed class AdmissionGateTests
{
    [Fact]
    public void A_full_gate_opens_again_when_one_leaves_and_only_once_for_each()
    {
        var gate = new AdmissionGate(Options.Create(new ReceivingOptions { MaxConcurrentWorkflows = 2 }));
        var first = gate.TryEnter();
        Assert.NotNull(first);
        Assert.NotNull(gate.TryEnter());
        Assert.Null(gate.TryEnter());
        first.Dispose();
        first.Dispose();
        Assert.NotNull(gate.TryEnter());
        Assert.Null(gate.TryEnter());
    }
}
