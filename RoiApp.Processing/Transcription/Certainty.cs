using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Transcription;

/// <summary>How sure a recogniser is of a recording so far: the mean over its words.</summary>
internal sealed class Certainty(double min)
{
    private double _sum;

    public int Words { get; private set; }

    public double Mean => Words == 0 ? 0 : _sum / Words;

    public bool IsTooLow => Mean < min;

    public void Add(Segment segment)
    {
        foreach (var word in segment.Words)
        {
            _sum += word.Confidence;
            Words++;
        }
    }
}
