using Microsoft.Extensions.Options;

namespace RoiApp.Processing.Receiving;

/// <summary>Lets in as many workflows as this replica may run at once.</summary>
internal sealed class AdmissionGate(IOptions<ReceivingOptions> options)
{
    private int _inside;

    public int Capacity => options.Value.MaxConcurrentWorkflows;

    /// <returns>The place taken, to be disposed of; null when all are.</returns>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= Capacity)
        {
            return new Place(this);
        }
        Interlocked.Decrement(ref _inside);
        return null;
    }

    private sealed class Place(AdmissionGate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref gate._inside);
            }
        }
    }
}
