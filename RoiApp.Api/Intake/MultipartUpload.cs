using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>Reads a multipart form (RFC 7578) part by part; files go to disk as they come, fields may stand before or after them.</summary>
internal sealed class MultipartUpload(AudioStore audio, TimeProvider time, IOptions<IntakeOptions> options)
{
    private const int MaxFields = 20;
    private const int MaxFieldBytes = 4096;
    private const int BufferBytes = 128 * 1024;

    /// <exception cref="ProblemException">The form cannot be read. A bad file is kept as such among the results, and the others go on.</exception>
    public async Task<ReceivedForm> ReadAsync(HttpRequest request, int maxFiles, CancellationToken ct)
    {
        // A client that trickles must not hold a connection and a file for ever.
        using var late = new CancellationTokenSource(options.Value.ReceiveWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            return await ReadPartsAsync(request, maxFiles, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw TooSlow(options.Value);
        }
    }

    /// <summary>The same over gRPC.</summary>
    public static ProblemException TooSlow(IntakeOptions options) => ProblemType.UploadTooSlow.Because(
        $"The upload is under way for more than {options.ReceiveWithin.TotalMinutes:0.#} minutes. Split the recording, or use a faster connection.", "file");

    private async Task<ReceivedForm> ReadPartsAsync(HttpRequest request, int maxFiles, CancellationToken ct)
    {
        LiftBodyLimit(request.HttpContext, maxFiles);
        var reader = new MultipartReader(Boundary(request), request.Body, BufferBytes);
        var form = new ReceivedForm();
        try
        {
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                {
                    throw ProblemType.InvalidRequest.Because("A part of the form has no Content-Disposition header.");
                }
                if (disposition.IsFileDisposition())
                {
                    await ReadFileAsync(form, section, disposition, maxFiles, ct);
                }
                else
                {
                    await ReadFieldAsync(form, section, disposition, ct);
                }
            }
            return form;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or BadHttpRequestException { StatusCode: not StatusCodes.Status413PayloadTooLarge })
        {
            await form.DisposeAsync();
            throw ProblemType.UploadIncomplete.Because("The form broke off before its end. Send it again.", "file");
        }
        catch
        {
            await form.DisposeAsync();
            throw;
        }
    }

    private async Task ReadFileAsync(ReceivedForm form, MultipartSection section, ContentDispositionHeaderValue disposition, int maxFiles, CancellationToken ct)
    {
        var given = disposition.FileNameStar is { Length: > 0 } star ? star.ToString() : HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
        if (disposition.Name != "file" && disposition.Name != "\"file\"")
        {
            throw ProblemType.InvalidField.Because($"The file '{given}' is in the field '{HeaderUtilities.RemoveQuotes(disposition.Name)}'. Send it in the field 'file'.", "file");
        }
        if (form.Files.Count == maxFiles)
        {
            throw ProblemType.TooManyFiles.Because(
                maxFiles == 1 ? "Send one file here, or several to /api/workflows/batch." : $"A batch takes at most {maxFiles} files.", "file");
        }
        IncomingContent? content = null;
        try
        {
            var name = FileName.Neutralise(given);
            content = IncomingContent.Begin(audio, name, FileType.Of(name), options.Value.MaxBytes);
            await CopyAsync(section.Body, content, ct);
            await content.CompleteAsync(ct);
            form.Files.Add(new(name, content, Problem: null));
        }
        catch (ProblemException problem) when (maxFiles > 1)
        {
            await (content?.DisposeAsync() ?? default);
            form.Files.Add(new(given, Content: null, problem)); // One bad file spoils none; the reader passes over the rest of it.
        }
        catch
        {
            await (content?.DisposeAsync() ?? default);
            throw;
        }
    }

    private static async Task CopyAsync(Stream from, IncomingContent to, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer.AsMemory(), ct)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task ReadFieldAsync(ReceivedForm form, MultipartSection section, ContentDispositionHeaderValue disposition, CancellationToken ct)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        if (name == "file")
        {
            throw ProblemType.FileMissing.Because("The field 'file' carries no file name. Send it as a file, with its name.", "file");
        }
        if (form.Fields.Count == MaxFields)
        {
            throw ProblemType.InvalidRequest.Because($"The form has more than {MaxFields} fields.");
        }
        var buffer = new byte[MaxFieldBytes + 1];
        var read = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        if (read > MaxFieldBytes)
        {
            throw ProblemType.InvalidField.Because($"The field '{name}' is longer than {MaxFieldBytes} bytes.", name);
        }
        form.Fields[name] = Encoding.UTF8.GetString(buffer, 0, read);
    }

    private void LiftBodyLimit(HttpContext http, int maxFiles)
    {
        var limit = http.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false })
        {
            // Files are counted as they come; this bounds what surrounds them.
            limit.MaxRequestBodySize = options.Value.MaxBytes > long.MaxValue / maxFiles / 2 ? null : (options.Value.MaxBytes * maxFiles) + (1024 * 1024);
        }
        if (maxFiles == 1 && http.Request.ContentLength is { } announced && announced > options.Value.MaxBytes + (1024 * 1024))
        {
            throw ProblemType.UploadTooLarge.Because($"The upload announces {announced:N0} bytes; this server takes files of at most {options.Value.MaxBytes:N0}.", "file");
        }
    }

    private static string Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw ProblemType.InvalidRequest.Because("Send a form of type multipart/form-data with the recording in the field 'file'.");
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= 200
            ? boundary
            : throw ProblemType.InvalidRequest.Because("The Content-Type names no boundary, or one of more than 200 characters.");
    }
}
