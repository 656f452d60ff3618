using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RoiApp.Processing.Transcription.Contacts;
using RoiApp.Processing.Transcription.Pronunciation;
using static RoiApp.Processing.Transcription.PocketSphinx.SphinxLibrary;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>One recogniser with its own copy of the model. One thread at a time.</summary>
/// <remarks>
/// Recognition of a whole stretch is one C call that cannot be interrupted, seconds long. So the features are made here, levelled over the
/// whole stretch as PocketSphinx would do it (cepstral mean normalisation, "batch"), and searched in slices of a twentieth of a second: the
/// same words to the letter, and a cancellation is heeded between two slices.
/// </remarks>
internal sealed unsafe class SphinxDecoder : IDisposable
{
    private const int FrameMs = 10;
    private const int SliceFrames = 5;
    private const int MaxFrames = (SpeechCutter.MaxSamples / (EnergyTracker.FrameSamples / 2)) + 2;

    // What is no memo is heard worse by a model that expects one. Memos, in the template's words or free ones, are likelier to the model of memos (0.0 to 1.5 were
    // measured), books and news are not (-0.8 and less); and where that model is surer by so much, it heard better all the same (docs/quality.md).
    private const double MemosAreLikelier = -0.35;
    private const double MemoMustBeSurerBy = 0.08;

    private readonly nint _decoder;
    private readonly MemoLikeness? _likeness;
    private readonly ContactSearch? _contacts;
    private readonly nint _frontEnd;
    private readonly int _width;
    private readonly float* _values;
    private readonly float** _frames;
    private bool _disposed;

    private SphinxDecoder(nint decoder, SphinxModel model, MixedModels? models, Pronouncer pronouncer)
    {
        _decoder = decoder;
        if (models is not null)
        {
            _likeness = new MemoLikeness(ps_get_logmath(decoder), models.Stock, models.Memos);
            _contacts = new ContactSearch(decoder, models.Stock, models.Memos, model.MemoWeight, pronouncer);
        }
        _frontEnd = ps_get_fe(decoder);
        _width = fe_get_output_size(_frontEnd);
        _values = (float*)NativeMemory.AllocZeroed((nuint)(MaxFrames * _width), sizeof(float));
        _frames = (float**)NativeMemory.Alloc(MaxFrames, (nuint)sizeof(float*));
        for (var frame = 0; frame < MaxFrames; frame++)
        {
            _frames[frame] = _values + (frame * _width);
        }
        ReserveRoom();
    }

    /// <summary>False when only the stock language model is used.</summary>
    public bool UsesMemoModel => _likeness is not null;

    /// <summary>True when it is better to open another in its place.</summary>
    public bool IsWornOut => _contacts is { IsWornOut: true };

    /// <summary>Loads the model: some 0.5 s and 100 to 190 MB.</summary>
    /// <exception cref="StepException">The library or the model is missing or does not load.</exception>
    public static SphinxDecoder Open(SphinxModel model, Pronouncer pronouncer)
    {
        try
        {
            return new SphinxDecoder(SphinxSetUp.Load(model, out var models), model, models, pronouncer);
        }
        catch (DllNotFoundException e)
        {
            throw StepException.EngineMissing("PocketSphinx, which recognises speech,", SphinxModel.Remedy, e);
        }
    }

    /// <summary>Recognises one stretch.</summary>
    /// <param name="samples">At most <see cref="SpeechCutter.MaxSamples"/>.</param>
    /// <param name="heard">Told how many milliseconds of audio have been searched since it was told last.</param>
    /// <param name="partial">Told what has been heard so far.</param>
    /// <param name="contacts">Known contacts to expect; null for none.</param>
    public IReadOnlyList<SphinxWord> Recognise(ReadOnlySpan<short> samples, Action<long> heard, PartialHypothesis? partial, ContactModel? contacts, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, SpeechCutter.MaxSamples);
        var count = MakeFeatures(samples);
        Level(count);
        if (_likeness is null)
        {
            return Search(SphinxSetUp.StockSearch, count, heard, partial, ct);
        }
        var expected = contacts is not null && _contacts!.TryExpect(contacts) ? ContactSearch.Name : SphinxSetUp.MemoSearch;
        var asMemo = Search(expected, count, heard, partial, ct);
        if (_likeness.Of(asMemo) >= MemosAreLikelier)
        {
            return asMemo;
        }
        var asAnything = Search(SphinxSetUp.StockSearch, count, _ => { }, partial: null, ct);
        return Certainty(asMemo) >= Certainty(asAnything) + MemoMustBeSurerBy ? asMemo : asAnything;
    }

    private List<SphinxWord> Search(string search, int count, Action<long> heard, PartialHypothesis? partial, CancellationToken ct)
    {
        Check(ps_set_search(_decoder, search));
        // Without a fresh stream the result would depend on what was heard before.
        ps_start_stream(_decoder);
        Check(ps_start_utt(_decoder));
        int ended;
        try
        {
            for (var at = 0; at < count; at += SliceFrames)
            {
                ct.ThrowIfCancellationRequested();
                var frames = Math.Min(SliceFrames, count - at);
                Check(ps_process_cep(_decoder, _frames + at, frames, noSearch: 0, fullUtterance: 0));
                heard(frames * FrameMs);
                // The best path so far is read off the search, which goes on as if nobody had looked.
                if (partial is not null && partial.IsDue())
                {
                    partial.Tell(SoFar());
                }
            }
        }
        finally
        {
            ended = ps_end_utt(_decoder);
        }
        Check(ended);
        return ReadWords();
    }

    private string SoFar() => Marshal.PtrToStringUTF8(ps_get_hyp(_decoder, out _)) is { } text
        ? string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsWord).Select(Plain))
        : "";

    // Markers: <s>, <sil>, [NOISE], ++SPEECH++.
    private static bool IsWord(string text) => text.Length > 0 && text[0] is not ('<' or '[' or '+');

    // "the(2)" is the second way of saying "the".
    private static string Plain(string text) => text.IndexOf('(', StringComparison.Ordinal) is > 0 and var variant ? text[..variant] : text;

    private static double Certainty(List<SphinxWord> words) => words.Count == 0 ? 0 : words.Average(word => word.Confidence);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            ps_free(_decoder);
            NativeMemory.Free(_frames);
            NativeMemory.Free(_values);
        }
    }

    /// <summary>The search walks a ring of frames and loses its place when the ring turns: one full-length utterance makes it long enough never to.</summary>
    private void ReserveRoom()
    {
        ps_start_stream(_decoder);
        Check(ps_start_utt(_decoder));
        Check(ps_process_cep(_decoder, _frames, MaxFrames, noSearch: 1, fullUtterance: 1));
        Check(ps_end_utt(_decoder));
    }

    private int MakeFeatures(ReadOnlySpan<short> samples)
    {
        fixed (short* first = samples)
        {
            var next = first;
            var left = (nuint)samples.Length;
            var made = MaxFrames - 1;
            fe_start_stream(_frontEnd);
            fe_start_utt(_frontEnd);
            Check(fe_process_frames(_frontEnd, &next, &left, _frames, &made, null));
            int last;
            Check(fe_end_utt(_frontEnd, _frames[made], &last));
            return made + last;
        }
    }

    // As sphinxbase's cmn(): frames below zero energy do not count towards the mean.
    private void Level(int count)
    {
        Span<double> sums = stackalloc double[_width];
        var counted = 0;
        for (var frame = 0; frame < count; frame++)
        {
            if (_frames[frame][0] >= 0)
            {
                counted++;
                for (var i = 0; i < _width; i++)
                {
                    sums[i] += _frames[frame][i];
                }
            }
        }
        for (var frame = 0; counted > 0 && frame < count; frame++)
        {
            for (var i = 0; i < _width; i++)
            {
                _frames[frame][i] -= (float)(sums[i] / counted);
            }
        }
    }

    private static void Check(int answer, [CallerArgumentExpression(nameof(answer))] string call = "")
    {
        if (answer < 0)
        {
            throw new StepException("recogniser-failed", $"PocketSphinx gave up ({call[..call.IndexOf('(', StringComparison.Ordinal)]}). Try again.", retryable: true);
        }
    }

    private List<SphinxWord> ReadWords()
    {
        var words = new List<SphinxWord>();
        if (ps_get_hyp(_decoder, out _) == 0)
        {
            return words;
        }
        var logmath = ps_get_logmath(_decoder);
        for (var segment = ps_seg_iter(_decoder); segment != 0; segment = ps_seg_next(segment))
        {
            var text = Marshal.PtrToStringUTF8(ps_seg_word(segment)) ?? "";
            if (!IsWord(text))
            {
                continue;
            }
            ps_seg_frames(segment, out var first, out var last);
            var confidence = Math.Clamp(logmath_exp(logmath, ps_seg_prob(segment, out _, out _, out _)), 0, 1);
            words.Add(new SphinxWord(Plain(text), first * FrameMs, (last + 1) * FrameMs, (float)confidence));
        }
        return words;
    }
}
