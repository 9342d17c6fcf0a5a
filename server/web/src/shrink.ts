/* Pictures for the server: drawn anew as JPEG, so that nothing but the picture is sent, and small enough. */
const SIDE_MAX = 1600
const BYTES_MAX = 1024 * 1024
const QUALITIES = [0.85, 0.7, 0.5]

function load(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => {
      resolve(image)
    }
    image.onerror = () => {
      reject(new Error('no picture'))
    }
    image.src = url
  })
}

function draw(image: HTMLImageElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const scale = Math.min(1, SIDE_MAX / Math.max(image.naturalWidth, image.naturalHeight))
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.fillStyle = '#fff' // JPEG has no transparency
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}

const jpegOf = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality)
  })

/* Returns the JPEG, or null where even the poorest is too large. Rejects what the browser can't show. */
export async function shrink(file: Blob): Promise<Blob | null> {
  const url = URL.createObjectURL(file)
  try {
    const canvas = draw(await load(url))
    for (const quality of QUALITIES) {
      const jpeg = await jpegOf(canvas, quality)
      if (jpeg && jpeg.size <= BYTES_MAX) return jpeg
    }
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}

/* Returns the bytes in base64. */
export function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      resolve((reader.result as string).replace(/^[^,]*,/, ''))
    }
    reader.onerror = () => {
      reject(new Error('unreadable'))
    }
    reader.readAsDataURL(blob)
  })
}
